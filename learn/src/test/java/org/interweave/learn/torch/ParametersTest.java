package org.interweave.learn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static Parameters layer() {
        Parameters parameters = new Parameters();
        Parameters.Scope root = parameters.root();
        root.normal("normal", 0.02, 3, 4);
        root.truncatedNormal("table", 0.02, 5, 4);
        root.xavierUniform("uniform", 4, 4);
        root.constant("gain", 1, 4);
        root.slice("part", root.shared("whole", 0.02, 2, 4), 0, 0, 1);
        parameters.truncateFactors(0.02);
        return parameters;
    }

    /** What the generator gives next tells whether something was drawn before. */
    @Test
    void nothingIsDrawnForAModelThatIsReadNext() {
        Libtorch.seed(7);
        float[] first = drawn();
        Libtorch.seed(7);
        Parameters undrawn = Parameters.undrawn(ParametersTest::layer);
        assertArrayEquals(first, drawn());
        assertEquals(5, undrawn.named().size());
        assertArrayEquals(new float[] {1, 1, 1, 1}, Torch.array(undrawn.named().get("gain")));
        assertArrayEquals(new float[8], Torch.array(undrawn.storage().get("whole")));
    }

    @Test
    void modelsMadeAfterwardsAreDrawnAgain() {
        assertThrows(
                IllegalStateException.class,
                () -> Parameters.undrawn(() -> {
                    throw new IllegalStateException("a model that cannot be");
                }));
        Libtorch.seed(7);
        Parameters one = layer();
        Libtorch.seed(8);
        Parameters other = layer();
        one.named().forEach((name, values) -> {
            boolean same =
                    Arrays.equals(Torch.array(values), Torch.array(other.named().get(name)));
            assertEquals(name.equals("gain"), same, name);
        });
    }

    private static float[] drawn() {
        Tensor normal = new Parameters().root().normal("next", 1, 8);
        return Torch.array(normal);
    }
}
