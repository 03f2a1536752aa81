package org.interweave.learn.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/** AdamW with decoupled weight decay (each step p *= 1 - rate * decay), one kernel call over all parameters. */
public final class AdamW {
    private final OperatorHandle kernel = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
    private final Type.TypePtr tensorType = new TensorList(new TensorVector()).elementType();
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final double beta1;
    private final double beta2;
    private final double eps;
    private final double weightDecay;
    private long steps;

    private record Slot(Tensor parameter, Tensor mean, Tensor square, Tensor gradient, Tensor steps) {}

    /** Allocates the moments and one gradient buffer per parameter, which lives as long as the optimiser. */
    public AdamW(Parameters parameters, double beta1, double beta2, double eps, double weightDecay) {
        Step.requireNone("an optimiser");
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        this.weightDecay = weightDecay;
        try (NoGradGuard guard = new NoGradGuard()) {
            parameters.storage().forEach((name, p) -> {
                Tensor gradient = torch.zeros_like(p);
                p.mutable_grad().put(gradient);
                slots.put(
                        name,
                        new Slot(p, torch.zeros_like(p), torch.zeros_like(p), gradient, torch.zeros(new long[0])));
            });
        }
    }

    /** Updates every parameter along its gradient; a zero gradient still decays the weights. */
    public void step(double rate) {
        steps++;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            List<GenericList> lists = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                lists.add(new GenericList(tensorType));
            }
            for (Slot slot : slots.values()) {
                slot.steps.fill_(new Scalar((double) steps));
                lists.get(0).push_back(new IValue(slot.parameter));
                lists.get(1).push_back(new IValue(slot.gradient));
                lists.get(2).push_back(new IValue(slot.mean));
                lists.get(3).push_back(new IValue(slot.square));
                lists.get(5).push_back(new IValue(slot.steps)); // 4 stays empty: the maxima of amsgrad
            }
            IValueVector arguments = new IValueVector();
            lists.forEach(list -> arguments.push_back(new IValue(list)));
            for (double number : new double[] {rate, beta1, beta2, weightDecay, eps}) {
                arguments.push_back(new IValue(number));
            }
            arguments.push_back(new IValue(false)).push_back(new IValue(false)); // amsgrad, maximise
            arguments.push_back(new IValue()).push_back(new IValue()); // gradient scaling, not used
            kernel.callBoxed(arguments);
        }
    }

    /** Sets all gradients to zero, in place. */
    public void clearGradients() {
        try (NoGradGuard guard = new NoGradGuard()) {
            slots.values().forEach(slot -> slot.gradient.zero_());
        }
    }

    /** Steps taken so far. */
    public long steps() {
        return steps;
    }

    /** Continues the count of a run that was stopped. */
    public void steps(long count) {
        steps = count;
    }

    /** The moments, live: {@code mean/NAME} and {@code square/NAME} by storage name. */
    public Map<String, Tensor> moments() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.forEach((name, slot) -> state.put("mean/" + name, slot.mean));
        slots.forEach((name, slot) -> state.put("square/" + name, slot.square));
        return state;
    }

    /** The gradient buffers, live: {@code gradient/NAME} by storage name. */
    public Map<String, Tensor> gradients() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.forEach((name, slot) -> state.put("gradient/" + name, slot.gradient));
        return state;
    }
}
