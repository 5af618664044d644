package org.posthorn.api.v2.sending;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.api.v2.template.EmailTemplateContent;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.send.Body;
import org.posthorn.engine.send.TemplatedSender;
import org.posthorn.engine.template.TemplateData;

/// A template, stored or here, and what its blanks are filled with.
///
/// Differs from SES: a template of another account is not found by its ARN, of which only the name counts.
record Template(
        Optional<String> templateName,
        Optional<String> templateArn,
        Optional<EmailTemplateContent> templateContent,
        Optional<String> templateData,
        List<Message.Header> headers,
        List<Attachment> attachments) {
    private static final String UNNAMED = "inline";

    Body toBody() {
        return Body.Parts.ofTemplate(Message.Header.toFields(headers), Attachment.toFiles(attachments));
    }

    /// Where the texts come from, once they are asked for.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE unless it is named in exactly one way; the text is a guess
    Supplier<org.posthorn.engine.settings.Template> source(Caller caller, TemplatedSender sender) {
        long ways = Stream.of(templateName, templateArn, templateContent)
                .filter(Optional::isPresent)
                .count();
        if (ways != 1) {
            throw invalid("Template must have exactly one of TemplateName, TemplateArn and TemplateContent.");
        }
        if (templateContent.isPresent()) {
            EmailTemplateContent content = templateContent.get();
            return () -> inline(content);
        }
        return sender.stored(caller, storedName().orElseThrow());
    }

    /// Its name, unless its texts are here.
    Optional<String> storedName() {
        return templateName.or(() -> templateArn.map(Template::nameIn));
    }

    private static String nameIn(String arn) {
        int at = arn.indexOf("template/");
        return at < 0 ? arn : arn.substring(at + "template/".length());
    }

    /// @param path of the data in the request
    TemplateData data(String path) {
        return TemplateDataJson.parse(path, templateData.or(() -> Optional.of("{}")));
    }

    private static org.posthorn.engine.settings.Template inline(EmailTemplateContent content) {
        if (content.subject().filter(text -> !text.isEmpty()).isEmpty()) {
            throw invalid("The subject must be specified.");
        }
        if (content.text().isEmpty() && content.html().isEmpty()) {
            throw invalid("The template must have a text part or an HTML part.");
        }
        Stream.of(content.subject(), content.text(), content.html())
                .flatMap(Optional::stream)
                .forEach(Template::checkPlain);
        return new org.posthorn.engine.settings.Template(
                UNNAMED, content.subject().orElseThrow(), content.text(), content.html(), Instant.EPOCH);
    }

    /// SES fills in names only: letters and digits (seen by users of its SDKs: not even an underscore).
    private static void checkPlain(String text) {
        int open = text.indexOf("{{");
        while (open >= 0) {
            int close = text.indexOf("}}", open);
            String name = close < 0 ? "" : text.substring(open + 2, close).strip();
            boolean plain = !name.isEmpty() && name.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
            if (!plain) {
                throw invalid("Template contains unsupported operations");
            }
            open = text.indexOf("{{", close + 2);
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
