package org.interweave.learn.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;

/**
 * A part of libtorch's graph whose values and gradients are computed outside of it.
 *
 * <p>libtorch offers no such node to Java. What is used instead joins the inputs below each other, and then has its values overwritten: the gradients that it hands to the
 * inputs are views of rows of its own, so that a hook which replaces it decides what flows on, at no cost.
 */
public final class OwnGradient {
    /** Works out the gradients to the inputs from those to the outputs; all are contiguous, and the inputs' have to be filled. */
    public interface Backward {
        void run(List<Tensor> outputGradients, List<Tensor> inputGradients);
    }

    private OwnGradient() {}

    /**
     * @param outputRows of each output
     * @param forward fills the outputs, which are contiguous
     * @shape inputs [n_i, d] → [outputRows_i, d] each
     */
    public static List<Tensor> of(
            List<Tensor> inputs, long[] outputRows, Consumer<List<Tensor>> forward, Backward backward) {
        long[] inputRows = inputs.stream().mapToLong(input -> input.size(0)).toArray();
        long width = inputs.get(0).size(1);
        long missing =
                Arrays.stream(outputRows).sum() - Arrays.stream(inputRows).sum();
        List<Tensor> joined = new ArrayList<>(inputs);
        if (missing > 0) {
            joined.add(Torch.empty(missing, width));
        }
        Tensor node = joined.size() == 1 ? inputs.get(0).clone() : Torch.cat(joined);
        long rows = node.size(0);
        try (NoGradGuard guard = new NoGradGuard()) {
            forward.accept(spans(node.detach(), outputRows));
        }
        node.register_hook(new TensorTensorHook() {
            @Override
            public TensorBase call(TensorBase gradient) {
                Tensor replaced = Torch.empty(rows, width); // rows beyond the inputs' are read by nobody
                try (PointerScope scope = new PointerScope();
                        NoGradGuard guard = new NoGradGuard()) {
                    Tensor arrived = new Tensor(gradient).contiguous();
                    backward.run(spans(arrived, outputRows), spans(replaced, inputRows));
                }
                return replaced;
            }
        });
        return parts(node, outputRows);
    }

    private static List<Tensor> spans(Tensor node, long[] rows) {
        List<Tensor> spans = new ArrayList<>();
        long first = 0;
        for (long count : rows) {
            spans.add(Torch.span(node, first, count));
            first += count;
        }
        return spans;
    }

    /** As parts of one operation, whose gradients are put together in one piece. */
    private static List<Tensor> parts(Tensor node, long[] rows) {
        long rest = node.size(0) - Arrays.stream(rows).sum();
        if (rest == 0) {
            return rows.length == 1 ? List.of(node) : Torch.parts(node, rows);
        }
        long[] all = Arrays.copyOf(rows, rows.length + 1);
        all[rows.length] = rest;
        return Torch.parts(node, all).subList(0, rows.length);
    }
}
