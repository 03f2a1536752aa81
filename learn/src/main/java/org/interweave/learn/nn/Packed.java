package org.interweave.learn.nn;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.Torch;

/**
 * Token vectors of several users laid end to end.
 *
 * @param values [P, d]
 * @param layout where each row sits
 */
public record Packed(Tensor values, Layout layout) {
    public Packed {
        if (values.size(0) != layout.tokens()) {
            throw new IllegalArgumentException(
                    "a pack of " + values.size(0) + " rows does not fit a layout of " + layout.tokens() + " tokens");
        }
    }

    /** The newest token of every user who has one. */
    public Packed latest() {
        return at(layout.latest());
    }

    /** A row per user: their newest token, zero for those who have none. @shape → [U, d] */
    public Tensor newest() {
        int[] rows = new int[layout.users()];
        for (int u = 0; u < rows.length; u++) {
            boolean empty = layout.starts()[u] == layout.starts()[u + 1];
            rows[u] = empty ? layout.tokens() : layout.starts()[u + 1] - 1; // the zero row follows the tokens
        }
        return Torch.rows(Torch.cat(List.of(values, Torch.zeros(1, values.size(1)))), Torch.longs(rows));
    }

    /** The rows that sit where the other layout's do: same user, same slot. */
    public Packed at(Layout other) {
        return other == layout ? this : new Packed(Torch.rows(values, Torch.longs(layout.rowsOf(other))), other);
    }

    /** The same tokens with other vectors. */
    public Packed with(Tensor other) {
        return new Packed(other, layout);
    }

    /** The same tokens, their vectors passed through the function. */
    public Packed map(UnaryOperator<Tensor> function) {
        return new Packed(function.apply(values), layout);
    }
}
