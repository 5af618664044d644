package org.posthorn.api.v2.job;

import org.posthorn.engine.settings.JobFormat;

/// What is imported.
record ImportDataSource(String s3Url, JobFormat dataFormat) {}
