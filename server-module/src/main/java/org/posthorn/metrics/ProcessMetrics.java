package org.posthorn.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The process and its JVM, as Micrometer names what it measures, and what Posthorn this is.
public final class ProcessMetrics implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long KIB = 1024;

    private final JvmGcMetrics collections = new JvmGcMetrics();

    /// @param version of the program
    public ProcessMetrics(PrometheusMeterRegistry registry, String version) {
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("process_resident_memory_bytes", ProcessMetrics::residentBytes)
                .register(registry);
        // Micrometer would take the end off a gauge's name that is Prometheus' own for this.
        Info build = Info.builder()
                .name("posthorn_build_info")
                .labelNames("version", "java")
                .register(registry.getPrometheusRegistry());
        build.setLabelValues(version, Runtime.version().toString());
    }

    /// What of the machine's memory is taken: heap, what RocksDB and the JVM have beside it, and program text. Not a
    /// number where the system does not say.
    private static double residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    String size = line.substring(RESIDENT.length()).strip();
                    return Long.parseLong(size.substring(0, size.indexOf(' '))) * (double) KIB;
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return Double.NaN;
    }

    @Override
    public void close() {
        collections.close();
    }
}
