package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

@Help("Lists up to 10,000 identities: all, or those of an account or a region.")
public final class IdentityList implements Command<IdentityList.Request, List<IdentityAnswer>> {
    public record Request(Optional<String> account, Optional<String> region) {}

    private static final int MOST = 10_000;

    private final Table<Identity> identities;

    @Inject
    public IdentityList(Settings settings) {
        this.identities = settings.table(Tables.IDENTITIES);
    }

    @Override
    public List<IdentityAnswer> perform(Request asked) {
        return identities.scan(Optional.empty(), MOST).stream()
                .filter(row -> asked.account()
                        .filter(a -> !a.equals(row.tenant().accountId()))
                        .isEmpty())
                .filter(row -> asked.region()
                        .filter(r -> !r.equals(row.tenant().region()))
                        .isEmpty())
                .map(row -> IdentityAnswer.of(row.tenant(), row.value()))
                .toList();
    }
}
