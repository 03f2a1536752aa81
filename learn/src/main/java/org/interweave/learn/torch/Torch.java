package org.interweave.learn.torch;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The verbs models use, so that libtorch's optional arguments and scalars stay here. Shapes in brackets; letters as in learn.nn. */
public final class Torch {
    private Torch() {}

    // Making and reading tensors

    /** @shape [n] of 64-bit integers */
    public static Tensor longs(int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        Tensor tensor =
                torch.empty(new long[] {values.length}, new TensorOptions(ScalarType.Long), new MemoryFormatOptional());
        if (values.length > 0) {
            tensor.data_ptr_long().put(wide);
        }
        return tensor;
    }

    /** A tensor of the given shape filled from the array. */
    public static Tensor floats(float[] values, long... shape) {
        Tensor tensor = torch.empty(shape);
        if (values.length > 0) {
            tensor.data_ptr_float().put(values);
        }
        return tensor;
    }

    public static Tensor empty(long... shape) {
        return torch.empty(shape);
    }

    /** Of the other tensor's type, with values to be written. */
    public static Tensor emptyLike(Tensor other, long... shape) {
        return torch.empty(shape, other.options(), new MemoryFormatOptional());
    }

    public static Tensor zeros(long... shape) {
        return torch.zeros(shape);
    }

    /** The values in row-major order. */
    public static float[] array(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        read(tensor, values, 0);
        return values;
    }

    /** Copies all values in row-major order to {@code target} from {@code offset} on. */
    public static void read(Tensor tensor, float[] target, int offset) {
        int n = Math.toIntExact(tensor.numel());
        if (n > 0) {
            Tensor flat = tensor.detach().contiguous(MemoryFormat.Contiguous);
            flat.data_ptr_float().get(target, offset, n);
        }
    }

    /** The values of a 64-bit integer tensor in row-major order. */
    public static long[] longArray(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            tensor.contiguous(MemoryFormat.Contiguous).data_ptr_long().get(values);
        }
        return values;
    }

    /** The memory of a contiguous float tensor; keep the tensor alive while the buffer is in use. */
    public static FloatBuffer memory(Tensor tensor) {
        return bytes(tensor).asFloatBuffer();
    }

    /** The same memory as bits. */
    public static IntBuffer memoryBits(Tensor tensor) {
        return bytes(tensor).asIntBuffer();
    }

    /** The same memory, of a contiguous tensor of any type. */
    public static ByteBuffer bytes(Tensor tensor) {
        if (tensor.numel() == 0) { // has no memory
            return ByteBuffer.allocate(0);
        }
        return new BytePointer(tensor.data_ptr())
                .capacity(tensor.nbytes())
                .asByteBuffer()
                .order(java.nio.ByteOrder.nativeOrder());
    }

    // Rows and shapes

    /**
     * The rows named by the indices, in their order; a row may be named often.
     *
     * @shape table [n, d], indices [m] → [m, d]
     */
    public static Tensor rows(Tensor table, Tensor indices) {
        return torch.embedding(table, indices); // its backward runs in parallel, that of index_select does not
    }

    public static Tensor cat(List<Tensor> tensors) {
        return tensors.size() == 1 ? tensors.get(0) : torch.cat(new TensorVector(tensors.toArray(new Tensor[0])), 0);
    }

    /** Matrices side by side. @shape [n, a], [n, b], ... → [n, a + b + ...] */
    public static Tensor beside(List<Tensor> matrices) {
        return torch.cat(new TensorVector(matrices.toArray(new Tensor[0])), 1);
    }

    public static Tensor stack(List<Tensor> tensors) {
        return torch.stack(new TensorVector(tensors.toArray(new Tensor[0])), 0);
    }

    /** Equal parts along a dimension, sharing memory; their gradients are put together in one piece. */
    public static List<Tensor> parts(Tensor tensor, long size, int dimension) {
        return list(tensor.split(size, dimension));
    }

    /** Parts of these numbers of rows, sharing memory; their gradients are put together in one piece. */
    public static List<Tensor> parts(Tensor tensor, long[] rows) {
        return list(tensor.split_with_sizes(rows, 0));
    }

    /** Columns first..first+count-1, sharing memory. */
    public static Tensor columns(Tensor matrix, long first, long count) {
        return matrix.narrow(1, first, count);
    }

    /** Rows first..first+count-1, sharing memory. */
    public static Tensor span(Tensor tensor, long first, long count) {
        return tensor.narrow(0, first, count);
    }

    /** The slices along the first dimension; their gradients are put together in one piece. */
    public static List<Tensor> slices(Tensor tensor) {
        return list(tensor.unbind(0));
    }

    private static List<Tensor> list(TensorVector vector) {
        Tensor[] tensors = new Tensor[(int) vector.size()];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = new Tensor(vector.get(i));
        }
        return List.of(tensors);
    }

    // Arithmetic

    /** The type products are computed in: in medium precision on some CPUs bfloat16, otherwise what it is. Undone by {@link #wide}. */
    public static Tensor narrow(Tensor x) {
        return Libtorch.narrows() ? bfloat16(x) : x;
    }

    /** Back to 32 bits. */
    public static Tensor wide(Tensor x) {
        return Libtorch.narrows() ? floats(x) : x;
    }

    /** Rounded to bfloat16, whatever the precision. */
    public static Tensor bfloat16(Tensor x) {
        return x.to(ScalarType.BFloat16);
    }

    /** In 32 bits, whatever the precision. */
    public static Tensor floats(Tensor x) {
        return x.to(ScalarType.Float);
    }

    public static boolean isBfloat16(Tensor x) {
        return x.scalar_type().intern() == ScalarType.BFloat16;
    }

    /** The dot product of every query with every vector, which never rounds to 16 bits: close scores must stay apart. @shape [U, d], [n, d] → [U, n] */
    public static Tensor scores(Tensor queries, Tensor vectors) {
        return queries.size(0) == 1 // the product of a single row with a transposed matrix is slow
                ? vectors.mv(queries.view(-1)).unsqueeze(0)
                : torch.mm(queries, vectors.t());
    }

    /** @shape x [n, d], weight [m, d] → [n, m] */
    public static Tensor timesTransposed(Tensor x, Tensor weight) {
        return wide(torch.mm(narrow(x), narrow(weight).t()));
    }

    /** @shape x [n, m], weight [m, d] → [n, d] */
    public static Tensor times(Tensor x, Tensor weight) {
        return wide(torch.mm(narrow(x), narrow(weight)));
    }

    /** The product in the type its factors have, written to where it is wanted. @shape x [n, m], weight [m, d], target [n, d] */
    public static void timesInto(Tensor target, Tensor x, Tensor weight) {
        torch.mm_out(target, x, weight);
    }

    /** x weightᵀ + bias; the bias is added separately because the fused form ignores the chosen precision. */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return timesTransposed(x, weight).add_(bias);
    }

    /** SiLU(gate) * value, element by element. */
    public static Tensor swiGlu(Tensor gate, Tensor value) {
        return torch.silu(gate).mul(value);
    }

    public static Tensor relu(Tensor x) {
        return torch.relu(x);
    }

    /** The exact form, with the error function. */
    public static Tensor gelu(Tensor x) {
        return torch.gelu(x);
    }

    public static Tensor sigmoid(Tensor x) {
        return torch.sigmoid(x);
    }

    public static Tensor scale(Tensor x, double factor) {
        return x.mul(new Scalar(factor));
    }

    /** base + x * y, element by element, in one pass. */
    public static Tensor addProduct(Tensor base, Tensor x, Tensor y) {
        return torch.addcmul(base, x, y);
    }

    public static Tensor softmax(Tensor x, int dimension) {
        return torch.softmax(x, dimension, new ScalarTypeOptional());
    }

    /** Over the last dimension. */
    public static Tensor logSoftmax(Tensor x) {
        return torch.log_softmax(x, -1, new ScalarTypeOptional());
    }

    /** log(1 + exp(x)): the logistic loss of a score -x. */
    public static Tensor softplus(Tensor x) {
        return torch.softplus(x);
    }

    /** log(exp(x) + exp(y)), element by element. */
    public static Tensor logAddExp(Tensor x, Tensor y) {
        return torch.logaddexp(x, y);
    }

    /** Rows of length 1. @shape [n, d] → [n, d] */
    public static Tensor unitRows(Tensor x) {
        return torch.normalize(x);
    }

    public static Tensor ones(long... shape) {
        return torch.ones(shape);
    }

    /** The sum of all elements. */
    public static double sum(Tensor x) {
        return x.sum(new ScalarTypeOptional(ScalarType.Double)).item_double();
    }

    public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double epsilon) {
        return torch.layer_norm(
                x, new long[] {x.size(-1)}, new TensorOptional(weight), new TensorOptional(bias), epsilon, true);
    }
}
