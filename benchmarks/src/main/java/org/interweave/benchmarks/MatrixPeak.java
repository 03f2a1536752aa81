package org.interweave.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;

/**
 * The fastest matrix product this machine was seen to compute.
 *
 * @param type of the factors
 * @param size of the square product that was fastest
 * @param gigaflops per second
 */
public record MatrixPeak(String type, int size, double gigaflops) {
    private static final int[] SIZES = {1024, 2048, 3072};
    private static final int REPETITIONS = 5;

    /** Of 32-bit and of bfloat16 products, with the threads set before. */
    static List<MatrixPeak> measure() {
        Libtorch.precision(Precision.HIGHEST);
        List<MatrixPeak> peaks = new ArrayList<>();
        peaks.add(best("float32", ScalarType.Float));
        peaks.add(best("bfloat16", ScalarType.BFloat16));
        return peaks;
    }

    private static MatrixPeak best(String name, ScalarType type) {
        MatrixPeak best = new MatrixPeak(name, 0, 0);
        for (int size : SIZES) {
            double rate = Step.infer(() -> rate(size, type));
            if (rate > best.gigaflops) {
                best = new MatrixPeak(name, size, rate);
            }
        }
        return best;
    }

    private static double rate(int size, ScalarType type) {
        Tensor a = torch.rand(size, size).to(type);
        Tensor b = torch.rand(size, size).to(type);
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            torch.mm(a, b).close();
            fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
        }
        return 2.0 * size * size * size / fastest / 1e9;
    }
}
