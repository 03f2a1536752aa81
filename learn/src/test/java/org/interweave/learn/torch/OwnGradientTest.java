package org.interweave.learn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class OwnGradientTest {
    private static Tensor parameter(Parameters parameters, String name, int rows) {
        Tensor p = parameters.root().constant(name, 0, rows, 2);
        float[] values = new float[2 * rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        Parameters.assign(p, Torch.floats(values, rows, 2));
        return p;
    }

    /** The outputs are written by hand, and so are the gradients; neither has anything to do with what the graph would give. */
    private static List<Tensor> node(List<Tensor> inputs, long... outputRows) {
        return OwnGradient.of(
                inputs,
                outputRows,
                outputs -> {
                    for (int i = 0; i < outputs.size(); i++) {
                        outputs.get(i).fill_(new Scalar(10.0 + i));
                    }
                },
                (arrived, gradients) -> {
                    double sum = arrived.stream().mapToDouble(Torch::sum).sum();
                    for (int i = 0; i < gradients.size(); i++) {
                        gradients.get(i).fill_(new Scalar(sum + i));
                    }
                });
    }

    @Test
    void moreOutputsThanInputs() {
        Parameters parameters = new Parameters();
        Tensor x = parameter(parameters, "x", 2);
        Step.compute(() -> {
            List<Tensor> outputs = node(List.of(Torch.scale(x, 3)), 2, 2, 2);
            assertArrayEquals(new float[] {10, 10, 10, 10}, Torch.array(outputs.get(0)));
            assertArrayEquals(new float[] {12, 12, 12, 12}, Torch.array(outputs.get(2)));
            Autograd.backward(outputs, List.of(Torch.ones(2, 2), Torch.ones(2, 2), Torch.ones(2, 2)));
            assertArrayEquals(new float[] {36, 36, 36, 36}, Torch.array(x.grad())); // 3 times the sum of 12 ones
            return null;
        });
    }

    @Test
    void moreInputsThanOutputsAndAnOutputThatNobodyReads() {
        Parameters parameters = new Parameters();
        Tensor x = parameter(parameters, "x", 2);
        Tensor y = parameter(parameters, "y", 3);
        Step.compute(() -> {
            List<Tensor> outputs = node(List.of(Torch.scale(x, 2), Torch.scale(y, 5)), 1, 2);
            assertEquals(2, outputs.get(1).size(0));
            Autograd.backward(List.of(outputs.get(1)), List.of(Torch.ones(2, 2)));
            assertArrayEquals(new float[] {8, 8, 8, 8}, Torch.array(x.grad()));
            assertArrayEquals(new float[] {25, 25, 25, 25, 25, 25}, Torch.array(y.grad()));
            return null;
        });
    }

    @Test
    void whatElseReadsTheInputAddsToItsGradient() {
        Parameters parameters = new Parameters();
        Tensor x = parameter(parameters, "x", 1);
        Step.compute(() -> {
            Tensor input = Torch.scale(x, 1);
            Tensor out = node(List.of(input), 1).get(0);
            assertArrayEquals(new float[] {1, 2}, Torch.array(input)); // untouched
            Autograd.backward(List.of(out.add(Torch.scale(input, 7))), List.of(Torch.ones(1, 2)));
            assertArrayEquals(new float[] {9, 9}, Torch.array(x.grad()));
            return null;
        });
    }

    @Test
    void anExceptionOfTheGradientComesBack() {
        Parameters parameters = new Parameters();
        Tensor x = parameter(parameters, "x", 1);
        Step.compute(() -> {
            Tensor out = OwnGradient.of(
                            List.of(Torch.scale(x, 1)), new long[] {1}, outputs -> {}, (arrived, gradients) -> {
                                throw new IllegalStateException("no gradient");
                            })
                    .get(0);
            String message = assertThrows(
                            RuntimeException.class, () -> Autograd.backward(List.of(out), List.of(Torch.ones(1, 2))))
                    .getMessage();
            assertTrue(message.contains("no gradient"), message);
            return null;
        });
    }
}
