package org.posthorn.api.v2.job;

import org.posthorn.engine.settings.ExportQuery;

/// What an export is of.
enum ExportSourceType {
    METRICS_DATA,
    MESSAGE_INSIGHTS;

    static ExportSourceType of(ExportQuery query) {
        return valueOf(query.type());
    }
}
