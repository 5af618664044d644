package org.posthorn.engine.job;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ExportQuery;

/// Finds the rows of exports of one kind.
///
/// @param <Q> of its queries
public interface ExportSource<Q extends ExportQuery> {
    Class<Q> queries();

    /// Why a query is not answered, in words for who asks; empty when it is.
    default Optional<String> refusal(Q query) {
        return Optional.empty();
    }

    /// Names of the columns.
    List<String> columns(Q query);

    /// Hands over each row of a tenant.
    ///
    /// @throws IOException when the file can't be written
    /// @throws InterruptedException when the job is over before
    void find(Tenant tenant, Q query, Rows rows) throws IOException, InterruptedException;

    /// Takes rows as they are found.
    interface Rows {
        /// Counts a record that was looked at, whether it is wanted or not.
        void looked() throws IOException, InterruptedException;

        /// @param values as many as there are columns; an empty text is none
        /// @return whether there is room for more
        boolean add(List<String> values) throws IOException, InterruptedException;
    }
}
