package org.posthorn.engine.job;

import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.settings.ExportQuery;

/// What can be exported.
public record ExportSources(Set<ExportSource<?>> all) {
    @Inject
    public ExportSources {
        all = Set.copyOf(all);
    }

    Optional<ExportSource<?>> of(ExportQuery query) {
        return all.stream().filter(source -> source.queries().isInstance(query)).findFirst();
    }

    /// Why a query is not answered, in words for who asks.
    Optional<String> refusal(ExportQuery query) {
        return of(query)
                .map(source -> refusal(source, query))
                .orElseGet(() -> Optional.of("This server does not export <" + query.type() + ">."));
    }

    private static <Q extends ExportQuery> Optional<String> refusal(ExportSource<Q> source, ExportQuery query) {
        return source.refusal(source.queries().cast(query));
    }
}
