package org.interweave.learn.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.FullSoftmax;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.torch.Autograd;
import org.interweave.learn.torch.Torch;

/**
 * The loss of a batch and where its gradient starts.
 *
 * @param parts the summands, in the model's order, without the weights they are added with
 * @param roots where autograd goes on from
 * @param leaves parameters whose gradient is worked out already
 */
public record Loss(double value, List<Double> parts, List<Gradient> roots, List<Gradient> leaves) {
    /** A tensor and the loss's gradient to it. */
    public record Gradient(Tensor of, Tensor value) {
        private Gradient times(double factor) {
            return new Gradient(of, Torch.scale(value, factor));
        }
    }

    /** The sum of the terms' losses against the same items, one part per term. */
    public static Loss of(
            SampledSoftmax softmax, Items items, List<SampledSoftmax.Term> terms, SampledSoftmax.Form form) {
        SampledSoftmax.Result result = softmax.of(items, terms, form);
        List<Gradient> roots = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i).states().size(0) > 0) { // a domain may have no target in a batch
                roots.add(new Gradient(
                        terms.get(i).states(), result.stateGradients().get(i)));
            }
        }
        List<Gradient> leaves = new ArrayList<>();
        leaves.add(new Gradient(items.vectors(), result.vectorGradient()));
        items.bias()
                .ifPresent(bias ->
                        leaves.add(new Gradient(bias, result.biasGradient().orElseThrow())));
        return new Loss(
                result.losses().stream().mapToDouble(Double::doubleValue).sum(), result.losses(), roots, leaves);
    }

    /** The same against all items of a domain, whose first row is that of the given item; a bias gets its gradient too. */
    public static Loss of(FullSoftmax softmax, Items items, int firstItem, List<FullSoftmax.Term> terms, double focus) {
        FullSoftmax.Result result = softmax.of(items, firstItem, terms, focus);
        List<Gradient> roots = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            FullSoftmax.Term term = terms.get(i);
            if (term.states().size(0) > 0) {
                roots.add(new Gradient(term.states(), result.stateGradients().get(i)));
                result.otherGradients()
                        .get(i)
                        .ifPresent(
                                gradient -> roots.add(new Gradient(term.other().orElseThrow(), gradient)));
            }
        }
        roots.add(new Gradient(items.vectors(), result.vectorGradient())); // rows of a parameter as well as a whole one
        items.bias()
                .ifPresent(bias ->
                        roots.add(new Gradient(bias, result.biasGradient().orElseThrow())));
        return new Loss(
                result.losses().stream().mapToDouble(Double::doubleValue).sum(), result.losses(), roots, List.of());
    }

    /** One part that autograd works out. @shape [] or [1] */
    public static Loss of(Tensor scalar) {
        double value = Torch.sum(scalar);
        return new Loss(value, List.of(value), List.of(new Gradient(scalar, Torch.ones(scalar.shape()))), List.of());
    }

    /** One part that nobody of the batch has a share in. */
    public static Loss zero() {
        return new Loss(0, List.of(0.0), List.of(), List.of());
    }

    /** This and factor times the other. */
    public Loss plus(double factor, Loss other) {
        return new Loss(
                value + factor * other.value,
                joined(parts, other.parts),
                joined(roots, scaled(other.roots, factor)),
                joined(leaves, scaled(other.leaves, factor)));
    }

    public Loss times(double factor) {
        return new Loss(factor * value, parts, scaled(roots, factor), scaled(leaves, factor));
    }

    private static List<Gradient> scaled(List<Gradient> gradients, double factor) {
        return factor == 1
                ? gradients
                : gradients.stream().map(g -> g.times(factor)).toList();
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** Adds this batch's gradients to those of the parameters. */
    public void backward() {
        if (!roots.isEmpty()) {
            Autograd.backward(
                    roots.stream().map(Gradient::of).toList(),
                    roots.stream().map(Gradient::value).toList());
        }
        leaves.forEach(leaf -> Autograd.add(leaf.of, leaf.value));
    }
}
