package org.posthorn.api.v2.job;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.job.ExportJobs;
import org.posthorn.engine.job.ImportJobs;

/// Jobs that bring much in and out.
public final class JobArea implements Area {
    private final ImportJobs imports;
    private final ExportJobs exports;

    @Inject
    JobArea(ImportJobs imports, ExportJobs exports) {
        this.imports = imports;
        this.exports = exports;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(CancelExportJob.Request.class, new CancelExportJob(exports)),
                Operation.of(CreateExportJob.Request.class, new CreateExportJob(exports)),
                Operation.of(CreateImportJob.Request.class, new CreateImportJob(imports)),
                Operation.of(GetExportJob.Request.class, new GetExportJob(exports)),
                Operation.of(GetImportJob.Request.class, new GetImportJob(imports)),
                Operation.of(ListExportJobs.Request.class, new ListExportJobs(exports)),
                Operation.of(ListImportJobs.Request.class, new ListImportJobs(imports)));
    }
}
