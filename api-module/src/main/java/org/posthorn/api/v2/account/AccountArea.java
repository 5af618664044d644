package org.posthorn.api.v2.account;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;

/// What holds for the account.
public final class AccountArea implements Area {
    @Inject
    AccountArea() {}

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of();
    }
}
