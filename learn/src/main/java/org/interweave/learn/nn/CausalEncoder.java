package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.Parameters;

/**
 * A stack of blocks of causal self-attention and feed-forward: SASRec's encoder, and that of the models built on it.
 *
 * @shape [P, d] → [P, d]
 * @paper SASRec, §III-B to III-D
 */
public final class CausalEncoder {
    /**
     * @param profile what the blocks are made of
     * @param layers blocks
     * @param width d
     * @param heads of every attention; must divide the width
     * @param innerWidth between the two feed-forward layers; 0 means the profile's: d, or 8/3 of it rounded down to a multiple of 8
     */
    public record Shape(
            @Meaning("classic: SASRec's block; house: MERIT's code's")
            EncoderProfile profile,

            @Meaning("blocks of an encoder") int layers,
            @Meaning("of every token vector") int width,

            @Meaning("of every self-attention; must divide width")
            int heads,

            @Meaning("of the feed-forward layers; 0 = the profile's")
            int innerWidth) {
        /** SASRec's formulas with the sizes that MERIT's comparison gives every system. */
        public static final Shape DEFAULT = new Shape(EncoderProfile.CLASSIC, 1, 256, 2, 0);

        public Shape {
            Bounds.attention(width, heads);
            Bounds.atLeast(1, "layers", layers);
            Bounds.orDefault("innerWidth", innerWidth, "the profile's");
        }

        /** f. */
        int inner() {
            return innerWidth > 0 ? innerWidth : profile.innerWidth(width);
        }
    }

    /** One layer: reads all tokens, answers at some. */
    interface Block {
        /** @shape h [P, d] → one row per token of the layout */
        Packed forward(Packed h, Layout at, Dropout dropout);
    }

    /** What follows the last block. @shape [n, d] → [n, d] */
    interface Closing {
        Tensor forward(Tensor x);
    }

    private final List<Block> blocks = new ArrayList<>();
    private final Closing closing;

    private CausalEncoder(Parameters.Scope scope, Shape shape, Closing closing) {
        for (int i = 0; i < shape.layers; i++) {
            blocks.add(shape.profile.block(scope.child(Integer.toString(i)), shape));
        }
        this.closing = closing;
    }

    /**
     * Ends as the profile does.
     *
     * @param scope of the blocks, which are called 0, 1, ...
     * @param ending where the last norm appears among the parameters, in a profile that has it
     */
    public static CausalEncoder of(Parameters.Scope scope, Parameters.Scope ending, Shape shape) {
        return new CausalEncoder(scope, shape, shape.profile.closing(ending, shape.width));
    }

    /** Ends with the last block, whatever the profile. */
    public static CausalEncoder open(Parameters.Scope scope, Shape shape) {
        return new CausalEncoder(scope, shape, x -> x);
    }

    /** The states of all tokens. @shape [P, d] → [P, d] */
    public Packed forward(Packed x, Dropout dropout) {
        return forward(x, x.layout(), dropout);
    }

    /** The states of those tokens whose slots the layout names; nothing else is computed than what these read. @shape [P, d] → one row per token of the layout */
    public Packed forward(Packed x, Layout at, Dropout dropout) {
        Packed h = x;
        for (int i = 0; i < blocks.size(); i++) {
            boolean last = i + 1 == blocks.size();
            h = blocks.get(i).forward(h, last ? at : x.layout(), dropout);
        }
        return h.map(closing::forward);
    }
}
