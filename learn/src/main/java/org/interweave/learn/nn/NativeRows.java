package org.interweave.learn.nn;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Torch;

/** The elements of a tensor in native memory, in row-major order, read and written as 32-bit arrays whatever they are kept in. For one thread. */
interface NativeRows {
    /** @param tensor contiguous; must outlive what is returned */
    static NativeRows of(Tensor tensor) {
        return Torch.isBfloat16(tensor) ? new Bfloat16(tensor) : new Floats(Torch.memory(tensor));
    }

    /** Elements first..first+count-1, to the array from {@code at} on. */
    void read(int first, int count, float[] to, int at);

    /** The same the other way. */
    void write(float[] from, int at, int first, int count);

    /** In 32 bits. */
    record Floats(FloatBuffer memory) implements NativeRows {
        @Override
        public void read(int first, int count, float[] to, int at) {
            memory.get(first, to, at, count);
        }

        @Override
        public void write(float[] from, int at, int first, int count) {
            memory.put(first, from, at, count);
        }
    }

    /** In 16 bits, rounded to the nearest, to even between two. */
    final class Bfloat16 implements NativeRows {
        private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
        private static final VectorSpecies<Integer> WORDS = IntVector.SPECIES_PREFERRED;
        private static final VectorSpecies<Short> HALVES =
                VectorSpecies.of(short.class, VectorShape.forBitSize(WORDS.vectorBitSize() / 2));
        private static final int LANES = WORDS.length();

        private final ShortBuffer memory;
        private short[] copy = {};

        Bfloat16(Tensor tensor) {
            memory = Torch.bytes(tensor).order(ByteOrder.nativeOrder()).asShortBuffer();
        }

        private void reserve(int count) {
            if (copy.length < count) {
                copy = new short[count];
            }
        }

        @Override
        public void read(int first, int count, float[] to, int at) {
            reserve(count);
            memory.get(first, copy, 0, count);
            widen(copy, count, to, at);
        }

        private static void widen(short[] from, int count, float[] to, int at) {
            int i = 0;
            for (; i <= count - LANES; i += LANES) {
                IntVector words =
                        (IntVector) ShortVector.fromArray(HALVES, from, i).convertShape(VectorOperators.S2I, WORDS, 0);
                words.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(to, at + i);
            }
            for (; i < count; i++) {
                to[at + i] = Float.intBitsToFloat(from[i] << 16);
            }
        }

        @Override
        public void write(float[] from, int at, int first, int count) {
            reserve(count);
            narrow(from, at, copy, count);
            memory.put(first, copy, 0, count);
        }

        private static void narrow(float[] from, int at, short[] to, int count) {
            int i = 0;
            for (; i <= count - LANES; i += LANES) {
                IntVector bits = FloatVector.fromArray(FLOATS, from, at + i).reinterpretAsInts();
                IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
                IntVector rounded = bits.add(odd.add(0x7FFF)).lanewise(VectorOperators.LSHR, 16);
                ((ShortVector) rounded.convertShape(VectorOperators.I2S, HALVES, 0)).intoArray(to, i);
            }
            for (; i < count; i++) {
                int bits = Float.floatToRawIntBits(from[at + i]);
                to[i] = (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
            }
        }
    }
}
