// A job that somebody starts, and that is not started again while it is under way.

export interface Once<A extends unknown[]> {
  readonly busy: boolean;
  run: (...args: A) => Promise<void>;
}

/** The job must say itself what went wrong; nothing else is listening. */
export function once<A extends unknown[]>(job: (...args: A) => Promise<unknown>): Once<A> {
  let busy = $state(false);
  return {
    get busy() {
      return busy;
    },
    async run(...args) {
      if (busy) return;
      busy = true;
      try {
        await job(...args);
      } finally {
        busy = false;
      }
    },
  };
}

/** For a form: sent once, and never by the browser. */
export function sending(job: Once<[]>): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    void job.run();
  };
}
