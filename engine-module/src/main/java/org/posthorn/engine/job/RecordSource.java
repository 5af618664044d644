package org.posthorn.engine.job;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.JobFormat;

/// Where the records of imports come from.
public interface RecordSource {
    /// Why an account may not import what is there, in words for it; empty when it may. Asks nobody.
    Optional<String> refusal(Tenant tenant, String url);

    /// @param columns of a CSV file that does not name them in its first line; empty for one that does
    /// @throws IOException when there is no such file, or it can't be had; the message is for the account
    Reader open(Tenant tenant, String url, JobFormat format, List<String> columns) throws IOException;

    /// Reads records one by one. For one thread.
    interface Reader extends AutoCloseable {
        /// The next record; empty at the end.
        ///
        /// @throws IOException when there is no more to be had, though it is not the end
        Optional<Line> next() throws IOException;

        @Override
        void close() throws IOException;
    }

    /// One record.
    ///
    /// @param fields by name, such as `emailAddress` or `topicPreferences.news`; those without a value are left out
    /// @param text as it came, cut when long: for the file of failed records
    /// @param trouble why it can't be read; there are no fields then
    record Line(Map<String, String> fields, String text, Optional<String> trouble) {
        public static Line of(Map<String, String> fields, String text) {
            return new Line(Map.copyOf(fields), text, Optional.empty());
        }

        public static Line unreadable(String text, String trouble) {
            return new Line(Map.of(), text, Optional.of(trouble));
        }
    }
}
