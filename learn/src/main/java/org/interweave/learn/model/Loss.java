package org.interweave.learn.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.torch.Torch;

/**
 * A loss whose layer has worked out its own gradients: autograd continues from the states.
 *
 * @param parts the summands, in the model's order
 */
public record Loss(
        double value, List<Double> parts, List<SampledSoftmax.Term> terms, SampledSoftmax.Result result, Tensor table) {

    /** The sum of the terms' losses against one item table. */
    public static Loss of(SampledSoftmax softmax, Tensor table, List<SampledSoftmax.Term> terms, double temperature) {
        SampledSoftmax.Result result = softmax.of(table, terms, temperature);
        double value = result.losses().stream().mapToDouble(Double::doubleValue).sum();
        return new Loss(value, result.losses(), terms, result, table);
    }

    /** Adds this batch's gradients to those of the parameters. */
    public void backward() {
        List<Tensor> roots = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i).states().size(0) > 0) { // a domain may have no target in a batch
                roots.add(terms.get(i).states());
                gradients.add(result.stateGradients().get(i));
            }
        }
        Torch.backward(roots, gradients);
        Torch.addGradient(table, result.tableGradient());
    }
}
