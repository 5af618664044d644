package org.posthorn.engine.tag;

import java.util.Arrays;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;

/// Something that an account has in a region, and that has an ARN: `arn:aws:ses:{region}:{account}:{type}/{name}`.
public record Resource(Type type, String name) {
    /// The types of resources that can be tagged (SES API v2 Reference, "TagResource").
    public enum Type {
        CONFIGURATION_SET("configuration-set", "ConfigurationSet", Tables.CONFIGURATION_SETS),
        CONTACT_LIST("contact-list", "ContactList", Tables.CONTACT_LISTS),
        CUSTOM_VERIFICATION_EMAIL_TEMPLATE(
                "custom-verification-email-template", "CustomVerificationEmailTemplate", Tables.VERIFICATION_TEMPLATES),
        IDENTITY("identity", "EmailIdentity", Tables.IDENTITIES),
        TEMPLATE("template", "Template", Tables.TEMPLATES);

        private final String word;
        private final String shape;
        @SuppressWarnings("ImmutableEnumChecker") // a name and a class
        private final TableName<?> table;

        Type(String word, String shape, TableName<?> table) {
            this.word = word;
            this.shape = shape;
            this.table = table;
        }

        /// In ARNs.
        public String word() {
            return word;
        }

        /// As SES calls one in its errors.
        public String shape() {
            return shape;
        }

        /// Where it is kept, by its name.
        public TableName<?> table() {
            return table;
        }

        public static Optional<Type> of(String word) {
            return Arrays.stream(values())
                    .filter(type -> type.word.equals(word))
                    .findFirst();
        }
    }

    /// Its key in tables of what hangs on resources.
    public String key() {
        return type.word + "/" + name;
    }

    public String arn(Tenant owner) {
        return "arn:aws:ses:" + owner.region() + ":" + owner.accountId() + ":" + key();
    }
}
