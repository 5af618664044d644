package org.posthorn.api.v1.receipt;

import java.nio.charset.StandardCharsets;
import org.posthorn.api.codec.JsonDialect;
import org.posthorn.api.codec.JsonReader;
import org.posthorn.api.codec.JsonWriter;

/// A rule as a file: the JSON that AWS's command line takes for `--rule`.
public final class RuleFile {
    private RuleFile() {}

    /// @throws org.posthorn.api.codec.JsonMismatch for what is no such JSON
    /// @throws SesException VALIDATION_ERROR for missing members and unknown words, and for actions that can't be
    public static org.posthorn.engine.settings.ReceiptRule read(String json) {
        ReceiptRule rule = JsonReader.read(json.getBytes(StandardCharsets.UTF_8), ReceiptRule.class, JsonDialect.FILE);
        rule.constrain(new Constraints()).check();
        return rule.toSetting();
    }

    public static String write(org.posthorn.engine.settings.ReceiptRule rule) {
        return new String(JsonWriter.write(ReceiptRule.of(rule), JsonDialect.FILE), StandardCharsets.UTF_8);
    }
}
