package org.posthorn.api.v2.job;

import java.util.Optional;
import org.posthorn.engine.settings.JobFormat;

/// Where an export goes, and how it is written.
record ExportDestination(JobFormat dataFormat, Optional<String> s3Url) {}
