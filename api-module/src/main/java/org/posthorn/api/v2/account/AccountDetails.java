package org.posthorn.api.v2.account;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.account.Preferences;
import org.posthorn.engine.record.WireName;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.AccountPreferences;

/// What the account said of itself, as it is told.
record AccountDetails(
        MailType mailType,
        @WireName("WebsiteURL") String websiteUrl,
        Optional<ContactLanguage> contactLanguage,
        Optional<String> useCaseDescription,
        List<String> additionalContactEmailAddresses,
        Optional<ReviewDetails> reviewDetails) {
    enum MailType {
        MARKETING,
        TRANSACTIONAL
    }

    enum ContactLanguage {
        EN,
        JA
    }

    /// Of the wish to leave the sandbox. There is no case at any desk.
    record ReviewDetails(Status status, Optional<String> caseId) {}

    enum Status {
        PENDING,
        FAILED,
        GRANTED,
        DENIED
    }

    static Optional<AccountDetails> of(Account account, AccountPreferences said) {
        Status status = Preferences.isUnderReview(account, said) ? Status.PENDING : Status.GRANTED;
        return said.details()
                .map(details -> new AccountDetails(
                        MailType.valueOf(details.mailType()),
                        details.websiteUrl(),
                        details.contactLanguage().map(ContactLanguage::valueOf),
                        details.useCase(),
                        details.contacts(),
                        details.reviewAskedAt().map(at -> new ReviewDetails(status, Optional.empty()))));
    }
}
