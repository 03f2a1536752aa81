package org.interweave.learn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private static void addSquareGradient(Tensor p) {
        Step.compute(() -> {
            Tensor loss = p.mul(p); // gradient 2p
            Autograd.backward(List.of(loss), List.of(Torch.ones(loss.shape())));
            return null;
        });
    }

    @Test
    void twoStepsAreWhatTheFormulaGives() {
        Parameters parameters = new Parameters();
        Tensor p = parameters.root().constant("p", 2, 1);
        AdamW optimizer = new AdamW(parameters, 0.9, 0.999, 1e-8, 5);
        double x = 2;
        double mean = 0;
        double square = 0;
        for (int step = 1; step <= 2; step++) {
            optimizer.clearGradients();
            addSquareGradient(p);
            optimizer.step(0.01);
            double gradient = 2 * x;
            mean = 0.9 * mean + 0.1 * gradient;
            square = 0.999 * square + 0.001 * gradient * gradient;
            double corrected = mean / (1 - Math.pow(0.9, step));
            x *= 1 - 0.01 * 5;
            x -= 0.01 * corrected / (Math.sqrt(square / (1 - Math.pow(0.999, step))) + 1e-8);
            assertEquals(x, Torch.array(p)[0], 1e-5);
        }
        assertEquals(2, optimizer.steps());
    }

    @Test
    void gradientsAddUpUntilTheyAreCleared() {
        Parameters parameters = new Parameters();
        Tensor p = parameters.root().constant("p", 3, 2);
        AdamW optimizer = new AdamW(parameters, 0.9, 0.999, 1e-8, 0);
        addSquareGradient(p);
        addSquareGradient(p);
        Autograd.add(p, Torch.ones(2));
        assertArrayEquals(
                new float[] {13, 13}, Torch.array(optimizer.gradients().get("gradient/p")));
        optimizer.clearGradients();
        assertArrayEquals(new float[] {0, 0}, Torch.array(optimizer.gradients().get("gradient/p")));
        addSquareGradient(p);
        assertArrayEquals(new float[] {6, 6}, Torch.array(optimizer.gradients().get("gradient/p")));
    }

    @Test
    void parametersAreNotMadeInsideAStep() {
        assertThrows(IllegalStateException.class, () -> Step.compute(Parameters::new));
        assertThrows(
                IllegalStateException.class,
                () -> Step.compute(() -> Torch.zeros(1)),
                "a tensor must not leave its step");
    }
}
