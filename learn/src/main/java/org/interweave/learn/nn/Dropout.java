package org.interweave.learn.nn;

import java.nio.IntBuffer;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Torch;

/**
 * Inverted dropout with masks from a seeded counter: the mask of the n-th call depends on the seed and n alone, never on threads or on what ran before.
 *
 * <p>libtorch's own dropout draws from one serial generator, which costs more than the matrix products around it.
 */
public final class Dropout {
    private static final Dropout OFF = new Dropout(0, 0);
    private static final int CHUNK = 1 << 13;
    private static final int[] PLACES = IntStream.range(0, CHUNK).toArray();
    private static final ThreadLocal<int[]> CHUNKS = ThreadLocal.withInitial(() -> new int[CHUNK]);

    private final double probability;
    private final long seed;
    private long calls;

    private Dropout(double probability, long seed) {
        this.probability = probability;
        this.seed = seed;
    }

    /** Keeps everything: inference. */
    public static Dropout off() {
        return OFF;
    }

    /** For one pass of training; a new pass takes a new seed. */
    public static Dropout seeded(double probability, long seed) {
        return probability == 0 ? OFF : new Dropout(probability, seed);
    }

    /** Dropout(x). @shape any → the same */
    public Tensor apply(Tensor x) {
        return probability == 0 ? x : x.mul(mask(x.shape()));
    }

    /** residual + Dropout(x). @shape both alike → the same */
    public Tensor addTo(Tensor residual, Tensor x) {
        return probability == 0 ? residual.add(x) : Torch.addProduct(residual, x, mask(x.shape()));
    }

    /** 0 with the probability, otherwise 1 / (1 - probability). */
    Tensor mask(long[] shape) {
        Tensor mask = Torch.empty(shape);
        int n = Math.toIntExact(mask.numel());
        IntBuffer memory = Torch.memoryBits(mask);
        Mask next = nextMask();
        Parallel.chunks(n, CHUNK, (from, to) -> {
            int[] chunk = CHUNKS.get();
            next.fill(chunk, from, to - from);
            memory.duplicate().put(from, chunk, 0, to - from);
        });
        return mask;
    }

    /** The next mask, of which any part can be written out at any time. */
    Mask nextMask() {
        int start = (int) mix(seed + 0x9E3779B97F4A7C15L * ++calls);
        int stride = (int) (mix(seed ^ 0xD1B54A32D192ED03L * calls) >>> 32) | 1;
        return (chunk, from, length) -> fill(chunk, length, start + from * stride, stride);
    }

    /** Floats as bits: 0 with the probability, otherwise 1 / (1 - probability). */
    interface Mask {
        /** Writes the elements from..from+length-1 to the beginning of the chunk; at most {@value CHUNK}. */
        void fill(int[] chunk, int from, int length);
    }

    /**
     * Bits of floats, from a counter passed through a 32-bit finaliser. Integer arithmetic on arrays alone, the counter's place in the chunk included, is what
     * compilers turn into vector instructions.
     */
    private void fill(int[] chunk, int length, int counter, int stride) {
        int keep = Float.floatToRawIntBits((float) (1 / (1 - probability)));
        int belowThreshold = (int) Math.round(probability * (1 << 24)) - 1;
        for (int i = 0; i < length; i++) {
            int z = counter + PLACES[i] * stride;
            z = (z ^ (z >>> 16)) * 0x7FEB352D;
            z = (z ^ (z >>> 15)) * 0x846CA68B;
            z = z ^ (z >>> 16);
            chunk[i] = ((belowThreshold - (z >>> 8)) >> 31) & keep; // all ones if the 24 upper bits reach the threshold
        }
    }

    /** The mean of n elements of a mask, one of the row that the last mask is for. */
    float keptOf(int n, int row) {
        SplittableRandom random = new SplittableRandom(mix(seed + 0x9E3779B97F4A7C15L * calls) + row);
        int kept = 0;
        for (int i = 0; i < n; i++) {
            kept += random.nextDouble() >= probability ? 1 : 0;
        }
        return n == 0 ? 0 : (float) (kept / (n * (1 - probability)));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
