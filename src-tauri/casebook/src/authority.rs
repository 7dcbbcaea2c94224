//! The local authorities with SEND duties, and where a postcode lies.
