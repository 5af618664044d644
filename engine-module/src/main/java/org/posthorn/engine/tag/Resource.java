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
        CONFIGURATION_SET("configuration-set", "ConfigurationSet"),
        CONTACT_LIST("contact-list", "ContactList"),
        CUSTOM_VERIFICATION_EMAIL_TEMPLATE("custom-verification-email-template", "CustomVerificationEmailTemplate"),
        DEDICATED_IP_POOL("dedicated-ip-pool", "DedicatedIpPool"),
        IDENTITY("identity", "EmailIdentity"),
        TEMPLATE("template", "Template"),
        /// A sending tenant: named by its name, a slash, and its id.
        TENANT("tenant", "Tenant");

        private final String word;
        private final String shape;

        Type(String word, String shape) {
            this.word = word;
            this.shape = shape;
        }

        /// In ARNs.
        public String word() {
            return word;
        }

        /// As SES calls one in its errors.
        public String shape() {
            return shape;
        }

        /// Where it is kept.
        public TableName<?> table() {
            return switch (this) {
                case CONFIGURATION_SET -> Tables.CONFIGURATION_SETS;
                case CONTACT_LIST -> Tables.CONTACT_LISTS;
                case CUSTOM_VERIFICATION_EMAIL_TEMPLATE -> Tables.VERIFICATION_TEMPLATES;
                case DEDICATED_IP_POOL -> Tables.DEDICATED_IP_POOLS;
                case IDENTITY -> Tables.IDENTITIES;
                case TEMPLATE -> Tables.TEMPLATES;
                case TENANT -> Tables.SENDING_TENANTS;
            };
        }

        public static Optional<Type> of(String word) {
            return Arrays.stream(values())
                    .filter(type -> type.word.equals(word))
                    .findFirst();
        }
    }

    /// Its name in the table where it is kept.
    String row() {
        int slash = type == Type.TENANT ? name.indexOf('/') : -1;
        return slash < 0 ? name : name.substring(0, slash);
    }

    /// Its key in tables of what hangs on resources.
    public String key() {
        return type.word + "/" + name;
    }

    public String arn(Tenant owner) {
        return "arn:aws:ses:" + owner.region() + ":" + owner.accountId() + ":" + key();
    }
}
