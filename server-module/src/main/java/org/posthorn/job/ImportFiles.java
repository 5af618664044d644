package org.posthorn.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.job.FileUrl;
import org.posthorn.engine.job.RecordSource;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.JobFormat;

/// The files that accounts may import: each has those in a directory of its own, named as the account, below the one
/// that the operator names; and with a service that speaks S3 the objects of the buckets that are said to be its own.
/// Without such a service the directory has the objects, too, as `BUCKET/KEY`.
final class ImportFiles implements RecordSource {
    private final Optional<Directory> directory;
    private final Optional<ObjectStore> objects;
    private final List<Bucket> buckets;

    ImportFiles(Optional<Directory> directory, Optional<ObjectStore> objects, List<Bucket> buckets) {
        this.directory = directory;
        this.objects = objects;
        this.buckets = buckets;
    }

    @Override
    public Optional<String> refusal(Tenant tenant, String url) {
        if (!FileUrl.is(url)) {
            return Optional.of("The URL is neither s3://BUCKET/KEY nor file:///PATH.");
        }
        Optional<String> bucket = Location.of(url).bucket();
        if (bucket.isPresent() && objects.isPresent()) {
            return buckets.contains(new Bucket(tenant.accountId(), bucket.get()))
                    ? Optional.empty()
                    : Optional.of("The operator of this server has not opened the bucket " + bucket.get()
                            + " to this account (jobs.buckets).");
        }
        return directory.isPresent()
                ? Optional.empty()
                : Optional.of("The operator of this server has not said where files are (jobs.directory).");
    }

    @Override
    public Reader open(Tenant tenant, String url, JobFormat format, List<String> columns) throws IOException {
        Optional<String> refusal = refusal(tenant, url);
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
        BufferedReader text =
                new BufferedReader(new InputStreamReader(stream(tenant, Location.of(url)), StandardCharsets.UTF_8));
        try {
            return format == JobFormat.CSV ? new CsvReader(text, columns) : new JsonLinesReader(text);
        } catch (IOException e) {
            text.close();
            throw e;
        }
    }

    private InputStream stream(Tenant tenant, Location location) throws IOException {
        if (location.bucket().isPresent() && objects.isPresent()) {
            return objects.get().get(tenant.region(), location.bucket().get(), location.path());
        }
        List<String> path = new ArrayList<>();
        path.add(tenant.accountId());
        location.bucket().ifPresent(path::add);
        path.addAll(location.path());
        return directory.orElseThrow().open(path);
    }
}
