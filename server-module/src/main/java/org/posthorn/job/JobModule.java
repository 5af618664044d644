package org.posthorn.job;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.job.RecordSource;

/// Binds where import jobs find their files.
///
/// Needs [JobConfig], `InstantSource` and `SSLContext` from others.
public final class JobModule extends AbstractModule {
    @Provides
    @Singleton
    RecordSource recordSource(JobConfig config, InstantSource clock, SSLContext tls) {
        return new ImportFiles(
                config.directory().map(Directory::new),
                config.endpoint()
                        .map(endpoint -> new ObjectStore(
                                endpoint,
                                new ObjectStore.Key(config.accessKeyId(), config.secretAccessKey()),
                                clock,
                                tls)),
                Bucket.parse(config.buckets()));
    }
}
