package org.interweave.learn.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/**
 * How far the production path is from a fixture.
 *
 * @param groups largest differences per group of tensors, in the order states, gates, losses, gradients, scores
 */
public record ParityReport(String file, List<Group> groups) {
    /** Relative to the largest magnitude of the expected tensor. */
    public static final double RELATIVE_TOLERANCE = 1e-4;
    /** Added for tensors that are zero or nearly so. */
    public static final double ABSOLUTE_TOLERANCE = 1e-6;

    /**
     * @param absolute largest absolute difference of the group
     * @param relative largest difference relative to its tensor's largest magnitude, over tensors that are not nearly zero
     * @param failures tensors that are off by more than the tolerance, with found and expected
     */
    public record Group(String name, int tensors, double absolute, double relative, List<String> failures) {}

    public boolean passed() {
        return groups.stream().allMatch(group -> group.failures.isEmpty());
    }

    /** Collects the comparisons of one group. */
    public static final class Comparison {
        private final String name;
        private final List<String> failures = new ArrayList<>();
        private int tensors;
        private double absolute;
        private double relative;

        public Comparison(String name) {
            this.name = name;
        }

        /** Compares values in row-major order; a value that is not finite never passes. */
        public void compare(String tensor, float[] found, float[] expected) {
            tensors++;
            if (found.length != expected.length) {
                failures.add(tensor + ": " + found.length + " values, expected " + expected.length);
                return;
            }
            double largest = 0;
            double difference = 0;
            int worst = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                double off = Math.abs((double) found[i] - expected[i]);
                if (!(off <= difference)) {
                    difference = Double.isNaN(off) ? Double.POSITIVE_INFINITY : off;
                    worst = i;
                }
            }
            absolute = Math.max(absolute, difference);
            if (largest > ABSOLUTE_TOLERANCE) {
                relative = Math.max(relative, difference / largest);
            }
            if (difference > RELATIVE_TOLERANCE * largest + ABSOLUTE_TOLERANCE) {
                failures.add(tensor + "[" + worst + "]: " + found[worst] + ", expected " + expected[worst]);
            }
        }

        public void compare(String tensor, float[] found, Tensor expected) {
            compare(tensor, found, Step.infer(() -> Torch.array(expected)));
        }

        /** A tensor that one side lacks. */
        public void fail(String message) {
            failures.add(message);
        }

        public Group group() {
            return new Group(name, tensors, absolute, relative, List.copyOf(failures));
        }
    }
}
