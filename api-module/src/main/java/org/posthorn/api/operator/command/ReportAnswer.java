package org.posthorn.api.operator.command;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.settings.KeptReport;

/// A report that led nowhere, for operators.
///
/// @param sender `<>` for the null sender
public record ReportAnswer(
        String id,
        String since,
        String remoteIp,
        String sender,
        List<String> recipients,
        String subject,
        int sizeBytes,
        boolean toPostmaster,
        String why) {
    static ReportAnswer of(KeptReport report) {
        return new ReportAnswer(
                Long.toString(report.number()),
                report.since().toString(),
                report.remoteIp(),
                report.sender().isEmpty() ? "<>" : report.sender(),
                report.recipients(),
                report.subject(),
                report.sizeBytes(),
                report.toPostmaster(),
                report.why());
    }

    /// @throws AdminRefusal when none is kept as this
    static KeptReport find(KeptReports kept, String id) {
        return Optional.of(id)
                .filter(Asides::isNumber)
                .flatMap(digits -> kept.find(Long.parseLong(digits)))
                .orElseThrow(() -> AdminRefusal.notFound("no report is kept as " + id));
    }
}
