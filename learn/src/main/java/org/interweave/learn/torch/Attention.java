package org.interweave.learn.torch;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** softmax(queries keysᵀ / sqrt(D) + bias) values. @shape q [b,h,m,D], k and v [b,h,n,D], bias [b,1,m,n] → [b,h,m,D] */
public final class Attention {
    private Attention() {}

    /** By libtorch's fused kernel. */
    public static Tensor fused(Tensor queries, Tensor keys, Tensor values, Tensor bias) {
        return torch.scaled_dot_product_attention(
                queries, keys, values, new TensorOptional(bias), 0.0, false, null, false);
    }

    /** By two batched products, which follow the chosen precision, with something done to the weights [b,h,m,n] between them. */
    public static Tensor plain(
            Tensor queries, Tensor keys, Tensor values, Tensor bias, UnaryOperator<Tensor> onWeights) {
        Tensor scaled = Torch.scale(queries, 1 / Math.sqrt(queries.size(3)));
        Tensor weights =
                Torch.softmax(torch.matmul(scaled, keys.transpose(2, 3)).add_(bias), 3);
        return torch.matmul(onWeights.apply(weights), values);
    }
}
