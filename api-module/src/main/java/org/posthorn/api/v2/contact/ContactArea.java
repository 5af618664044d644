package org.posthorn.api.v2.contact;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// Contact lists and their contacts.
public final class ContactArea implements Area {
    @Inject
    ContactArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
