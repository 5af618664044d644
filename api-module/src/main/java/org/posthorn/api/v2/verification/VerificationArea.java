package org.posthorn.api.v2.verification;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.verification.CustomVerification;
import org.posthorn.engine.verification.VerificationTemplates;

/// Custom verification mail and its templates.
public final class VerificationArea implements Area {
    private final VerificationTemplates templates;
    private final CustomVerification verification;
    private final Tags tags;

    @Inject
    VerificationArea(VerificationTemplates templates, CustomVerification verification, Tags tags) {
        this.templates = templates;
        this.verification = verification;
        this.tags = tags;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        CreateCustomVerificationEmailTemplate.Request.class,
                        new CreateCustomVerificationEmailTemplate(templates)),
                Operation.of(
                        UpdateCustomVerificationEmailTemplate.Request.class,
                        new UpdateCustomVerificationEmailTemplate(templates)),
                Operation.of(
                        GetCustomVerificationEmailTemplate.Request.class,
                        new GetCustomVerificationEmailTemplate(templates, tags)),
                Operation.of(
                        DeleteCustomVerificationEmailTemplate.Request.class,
                        new DeleteCustomVerificationEmailTemplate(templates)),
                Operation.of(
                        ListCustomVerificationEmailTemplates.Request.class,
                        new ListCustomVerificationEmailTemplates(templates)),
                Operation.sending(
                        SendCustomVerificationEmail.Request.class, new SendCustomVerificationEmail(verification)));
    }
}
