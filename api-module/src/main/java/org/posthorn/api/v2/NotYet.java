package org.posthorn.api.v2;

import java.util.List;

/// The operations of API v2 that are still to come; asked for, they are none.
public final class NotYet {
    public static final List<String> OPERATIONS = List.of(
            // Addresses and domains, and what holds for their mail
            "AssociateEmailIdentityCertificate",
            "CreateEmailIdentity",
            "CreateEmailIdentityPolicy",
            "DeleteEmailIdentity",
            "DeleteEmailIdentityPolicy",
            "DisassociateEmailIdentityCertificate",
            "GetEmailIdentity",
            "GetEmailIdentityPolicies",
            "ListEmailIdentities",
            "ListEmailIdentityCertificates",
            "PutEmailIdentityConfigurationSetAttributes",
            "PutEmailIdentityDkimAttributes",
            "PutEmailIdentityDkimSigningAttributes",
            "PutEmailIdentityFeedbackAttributes",
            "PutEmailIdentityMailFromAttributes",
            "UpdateEmailIdentityPolicy",
            // Configuration sets and where their events go
            "CreateConfigurationSet",
            "CreateConfigurationSetEventDestination",
            "DeleteConfigurationSet",
            "DeleteConfigurationSetEventDestination",
            "GetConfigurationSet",
            "GetConfigurationSetEventDestinations",
            "ListConfigurationSets",
            "PutConfigurationSetArchivingOptions",
            "PutConfigurationSetDeliveryOptions",
            "PutConfigurationSetReputationOptions",
            "PutConfigurationSetSendingOptions",
            "PutConfigurationSetSuppressionOptions",
            "PutConfigurationSetTrackingOptions",
            "PutConfigurationSetVdmOptions",
            "UpdateConfigurationSet",
            "UpdateConfigurationSetEventDestination",
            // What holds for the account
            "GetAccount",
            "PutAccountDedicatedIpWarmupAttributes",
            "PutAccountDetails",
            "PutAccountPricingAttributes",
            "PutAccountSendingAttributes",
            "PutAccountSuppressionAttributes",
            "PutAccountVdmAttributes",
            // Addresses that mail leaves from, in pools
            "CreateDedicatedIpPool",
            "DeleteDedicatedIpPool",
            "GetDedicatedIp",
            "GetDedicatedIpPool",
            "GetDedicatedIps",
            "ListDedicatedIpPools",
            "PutDedicatedIpInPool",
            "PutDedicatedIpPoolScalingAttributes",
            "PutDedicatedIpWarmupAttributes",
            // Tenants and what they may use
            "CreateTenant",
            "CreateTenantResourceAssociation",
            "DeleteTenant",
            "DeleteTenantResourceAssociation",
            "GetTenant",
            "ListResourceTenants",
            "ListTenantResources",
            "ListTenants",
            "PutTenantSuppressionAttributes",
            // Reputation of identities and sets, and what follows from it
            "GetReputationEntity",
            "ListReputationEntities",
            "UpdateReputationEntityCustomerManagedStatus",
            "UpdateReputationEntityPolicy",
            // What became of messages, and what could be better
            "BatchGetMetricData",
            "GetEmailAddressInsights",
            "GetMessageInsights",
            "ListRecommendations");

    private NotYet() {}
}
