package org.posthorn.engine.job;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.JobFormat;

/// What there is to import where the operator has named no place for files.
public final class NoRecords implements RecordSource {
    private static final String TEXT = "This server imports no files: its operator has not said from where.";

    @Override
    public Optional<String> refusal(Tenant tenant, String url) {
        return Optional.of(TEXT);
    }

    @Override
    public Reader open(Tenant tenant, String url, JobFormat format, List<String> columns) throws IOException {
        throw new IOException(TEXT);
    }
}
