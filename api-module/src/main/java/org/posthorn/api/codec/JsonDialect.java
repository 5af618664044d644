package org.posthorn.api.codec;

import org.posthorn.engine.record.RecordSchema;

/// How a face writes records as JSON.
public enum JsonDialect {
    /// The operator's: members as they are declared, a member that is not known is refused, times are ISO 8601.
    OPERATOR,

    /// Files of operators in the form that AWS's command line takes: names with a capital, the rest as `OPERATOR`.
    FILE,

    /// restJson1 as SES v2 speaks it: names with a capital, members that are not known are skipped, times are epoch
    /// seconds.
    SES;

    Violations.Style style() {
        return this == SES ? Violations.Style.V2 : Violations.Style.PLAIN;
    }

    String name(RecordSchema.Component component) {
        return this == OPERATOR ? component.name() : component.wireName();
    }
}
