package org.interweave.learn.model;

import java.util.List;
import java.util.stream.Collectors;
import org.interweave.learn.model.abxi.Abxi;
import org.interweave.learn.model.bert4rec.Bert4Rec;
import org.interweave.learn.model.c2dsr.C2dsr;
import org.interweave.learn.model.cdasr.CdAsr;
import org.interweave.learn.model.cdsasrec.CdSasrec;
import org.interweave.learn.model.dream.Dream;
import org.interweave.learn.model.merit.Merit;
import org.interweave.learn.model.mgcl.Mgcl;
import org.interweave.learn.model.sasrec.Sasrec;

/** Every model, once. */
public final class Models {
    public static final List<ModelEntry<?>> ALL = List.of(
            Merit.ENTRY,
            Sasrec.ENTRY,
            Bert4Rec.ENTRY,
            Dream.ENTRY,
            Abxi.ENTRY,
            C2dsr.ENTRY,
            CdSasrec.ENTRY,
            CdAsr.ENTRY,
            Mgcl.ENTRY);

    private Models() {}

    /** The model of that name; an unknown name is an error that lists the known ones. */
    public static ModelEntry<?> byId(String id) {
        return ALL.stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown model " + id + ". Known: "
                        + ALL.stream().map(ModelEntry::id).collect(Collectors.joining(", "))));
    }
}
