package org.posthorn.api.v1.verification;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.verification.CustomVerification;
import org.posthorn.engine.verification.VerificationTemplates;

/// Verification mails in an account's own words.
public final class VerificationActions implements Area {
    private final VerificationTemplates templates;
    private final CustomVerification verification;

    @Inject
    VerificationActions(VerificationTemplates templates, CustomVerification verification) {
        this.templates = templates;
        this.verification = verification;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        CreateCustomVerificationEmailTemplate.Request.class,
                        new CreateCustomVerificationEmailTemplate(templates)),
                Operation.of(
                        DeleteCustomVerificationEmailTemplate.Request.class,
                        new DeleteCustomVerificationEmailTemplate(templates)),
                Operation.of(
                        GetCustomVerificationEmailTemplate.Request.class,
                        new GetCustomVerificationEmailTemplate(templates)),
                Operation.of(
                        ListCustomVerificationEmailTemplates.Request.class,
                        new ListCustomVerificationEmailTemplates(templates)),
                Operation.of(
                        UpdateCustomVerificationEmailTemplate.Request.class,
                        new UpdateCustomVerificationEmailTemplate(templates)),
                Operation.sending(
                        SendCustomVerificationEmail.Request.class, new SendCustomVerificationEmail(verification)));
    }
}
