package org.interweave.learn.torch;

/** How matrix products of 32-bit floats are computed. Everything else stays in 32 bits either way. */
public enum Precision {
    /** Full 32-bit products. */
    HIGHEST("highest"),
    /** Factors rounded to bfloat16, sums kept in 32 bits: faster on CPUs with bfloat16 instructions. */
    MEDIUM("medium");

    final String libtorchName;

    Precision(String libtorchName) {
        this.libtorchName = libtorchName;
    }
}
