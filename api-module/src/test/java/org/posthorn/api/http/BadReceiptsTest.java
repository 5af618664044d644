package org.posthorn.api.http;

import static org.posthorn.api.http.Refusal.NULL;
import static org.posthorn.api.http.Refusal.oneNull;
import static org.posthorn.api.http.Refusal.row;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What is wrong with requests about receiving, before any rule set is looked for. SDKs refuse to send some of them.
///
/// Texts are those that others got when they probed SES, or SES's own in AWS's words for other members, unless marked.
class BadReceiptsTest extends RefusalTable {
    private static final String CONSTRAINT = " failed to satisfy constraint: Member must ";
    private static final String LIKE_A_NAME = "satisfy regular expression pattern: ^[a-zA-Z0-9_.-]+$";
    private static final String RULE = "Action=CreateReceiptRule&RuleSetName=none&Rule.Name=r";
    private static final String ACTION = "&Rule.Actions.member.1.";
    private static final String BOUNCE = ACTION + "BounceAction.Message=m" + ACTION + "BounceAction.SmtpReplyCode=550";
    private static final String FILTER = "Action=CreateReceiptFilter";

    static Stream<Refusal> rows() {
        return Stream.of(names(), listedNames(), missing(), words(), actions(), filters(), others())
                .flatMap(rows -> rows);
    }

    private static String form(String path) {
        return "Value at '" + path + "'" + CONSTRAINT + LIKE_A_NAME;
    }

    private static String empty(String path) {
        return "Value at '" + path + "'" + CONSTRAINT + "have length greater than or equal to 1; " + form(path);
    }

    private static Refusal violation(String request, String text) {
        return row(request, 400, "ValidationError", "1 validation error detected: " + text);
    }

    private static Refusal violations(int count, String request, String text) {
        return row(request, 400, "ValidationError", count + " validation errors detected: " + text);
    }

    private static Refusal invalid(String request, String text) {
        return row(request, 400, "InvalidParameterValue", text);
    }

    private static Stream<Refusal> names() {
        List<String> ofSets = List.of(
                "CreateReceiptRuleSet",
                "DeleteReceiptRuleSet",
                "DescribeReceiptRuleSet",
                "SetActiveReceiptRuleSet",
                "DescribeReceiptRule&RuleName=r",
                "DeleteReceiptRule&RuleName=r",
                "SetReceiptRulePosition&RuleName=r",
                "CreateReceiptRule&Rule.Name=r",
                "UpdateReceiptRule&Rule.Name=r",
                "ReorderReceiptRuleSet&RuleNames.member.1=r",
                "CloneReceiptRuleSet&OriginalRuleSetName=r");
        Stream<Refusal> sets = ofSets.stream().flatMap(action -> {
            String request = "Action=" + action + "&RuleSetName=";
            return Stream.of(
                    violation(request + "bad%20name", form("ruleSetName")),
                    violation(request + "n%C3%A4me", form("ruleSetName")),
                    violations(2, request, empty("ruleSetName")),
                    invalid(request + "-bad", "Not a valid ruleSetName: -bad"),
                    invalid(request + "bad.", "Not a valid ruleSetName: bad."),
                    invalid(request + "a".repeat(65), "Not a valid ruleSetName: " + "a".repeat(65)));
        });
        Stream<Refusal> rules = Stream.of("DescribeReceiptRule", "DeleteReceiptRule", "SetReceiptRulePosition")
                .flatMap(action -> {
                    String request = "Action=" + action + "&RuleSetName=none&RuleName=";
                    return Stream.of(
                            violation(request + "bad%20name", form("ruleName")),
                            violations(2, request, empty("ruleName")),
                            invalid(request + "bad_", "Not a valid ruleName: bad_"));
                });
        Stream<Refusal> inRules = Stream.of("CreateReceiptRule", "UpdateReceiptRule")
                .flatMap(action -> {
                    String request = "Action=" + action + "&RuleSetName=none&Rule.Name=";
                    return Stream.of(
                            violation(request + "a%2Fb", form("rule.name")),
                            violations(2, request, empty("rule.name")),
                            invalid(request + "bad-", "Not a valid ruleName: bad-"));
                });
        return Stream.of(sets, rules, inRules).flatMap(rows -> rows);
    }

    private static Stream<Refusal> listedNames() {
        String reorder = "Action=ReorderReceiptRuleSet&RuleSetName=none&RuleNames.member.1=";
        String text = "Value at 'ruleNames'" + CONSTRAINT + "satisfy constraint: [Member must have length less than or "
                + "equal to 100, Member must have length greater than or equal to 1, Member must " + LIKE_A_NAME + "]";
        return Stream.of(
                violation(reorder + "bad%20name", text),
                violation(reorder, text),
                violation(reorder + "a".repeat(101), text),
                violation(reorder + "bad%20name&RuleNames.member.2=&RuleNames.member.3=c", text),
                row(reorder + "a".repeat(100), 400, "RuleSetDoesNotExist", "Rule set does not exist: none"),
                violation("Action=SetReceiptRulePosition&RuleSetName=none&RuleName=r&After=%20", form("after")),
                violations(2, RULE + "&After=", empty("after")),
                violations(
                        2,
                        "Action=CloneReceiptRuleSet&RuleSetName=a%20&OriginalRuleSetName=b%20",
                        form("originalRuleSetName") + "; " + form("ruleSetName")),
                invalid(
                        "Action=CloneReceiptRuleSet&RuleSetName=-a&OriginalRuleSetName=-b",
                        "Not a valid ruleSetName: -a"));
    }

    private static Stream<Refusal> missing() {
        return Stream.of(
                row("Action=CreateReceiptRuleSet", 400, "ValidationError", oneNull("ruleSetName")),
                row("Action=CreateReceiptRule&RuleSetName=none", 400, "ValidationError", oneNull("rule")),
                row(
                        "Action=CreateReceiptRule&RuleSetName=none&Rule.Enabled=true",
                        400,
                        "ValidationError",
                        oneNull("rule.name")),
                row("Action=DescribeReceiptRule&RuleSetName=none", 400, "ValidationError", oneNull("ruleName")),
                row("Action=ReorderReceiptRuleSet&RuleSetName=none", 400, "ValidationError", oneNull("ruleNames")),
                row("Action=DeleteReceiptFilter", 400, "ValidationError", oneNull("filterName")),
                missing("s3Action.bucketName", "S3Action.ObjectKeyPrefix=in"),
                missing("stopAction.scope", "StopAction.TopicArn=x"),
                missing("lambdaAction.functionArn", "LambdaAction.InvocationType=Event"),
                missing("sNSAction.topicArn", "SNSAction.Encoding=UTF-8"),
                missing("addHeaderAction.headerValue", "AddHeaderAction.HeaderName=X-A"),
                missing("workmailAction.organizationArn", "WorkmailAction.TopicArn=x"),
                missing("connectAction.iAMRoleARN", "ConnectAction.InstanceARN=x"),
                violations(
                        3,
                        RULE + ACTION + "BounceAction.TopicArn=x",
                        noValue("bounceAction.sender") + "; " + noValue("bounceAction.message") + "; "
                                + noValue("bounceAction.smtpReplyCode")));
    }

    private static String noValue(String member) {
        return "Value null at 'rule.actions.1.member." + member + "'" + NULL;
    }

    private static Refusal missing(String member, String given) {
        return row(RULE + ACTION + given, 400, "ValidationError", oneNull("rule.actions.1.member." + member));
    }

    private static Stream<Refusal> words() {
        String set = CONSTRAINT + "satisfy enum value set: ";
        return Stream.of(
                violation(RULE + "&Rule.TlsPolicy=Maybe", "Value at 'rule.tlsPolicy'" + set + "[Optional, Require]"),
                violation(
                        RULE + ACTION + "SNSAction.TopicArn=x" + ACTION + "SNSAction.Encoding=utf-8",
                        "Value at 'rule.actions.1.member.sNSAction.encoding'" + set + "[Base64, UTF-8]"),
                violation(
                        RULE + ACTION + "StopAction.Scope=Rule",
                        "Value at 'rule.actions.1.member.stopAction.scope'" + set + "[RuleSet]"),
                violation(
                        RULE + ACTION + "LambdaAction.FunctionArn=x" + ACTION + "LambdaAction.InvocationType=DryRun",
                        "Value at 'rule.actions.1.member.lambdaAction.invocationType'" + set
                                + "[Event, RequestResponse]"),
                violation(
                        FILTER + "&Filter.Name=f&Filter.IpFilter.Policy=Drop&Filter.IpFilter.Cidr=::",
                        "Value at 'filter.ipFilter.policy'" + set + "[Allow, Block]"),
                violation(
                        RULE + ACTION + "S3Action.BucketName=b" + ACTION + "S3Action.IamRoleArn=short",
                        "Value at 'rule.actions.1.member.s3Action.iamRoleArn'" + CONSTRAINT
                                + "have length greater than or equal to 20"));
    }

    private static Stream<Refusal> actions() {
        String one = "Exactly one action type must be specified for each ReceiptAction";
        return Stream.of(
                invalid(RULE + ACTION + "Unknown=x", one),
                invalid(
                        RULE + ACTION + "StopAction.Scope=RuleSet" + ACTION + "AddHeaderAction.HeaderName=a" + ACTION
                                + "AddHeaderAction.HeaderValue=b",
                        one),
                // The texts of these two are ours: SES has these services.
                invalid(
                        RULE + ACTION + "WorkmailAction.OrganizationArn=org",
                        "There is no Amazon WorkMail here, so no organization: org"),
                invalid(
                        RULE + ACTION + "ConnectAction.InstanceARN=i" + ACTION + "ConnectAction.IAMRoleARN="
                                + "arn:aws:iam::123456789012:role/r",
                        "There is no Amazon Connect here, so no instance: i"),
                // Of this one the second sentence.
                row(
                        RULE + ACTION + "S3Action.BucketName=mail" + ACTION + "S3Action.KmsKeyArn=key",
                        400,
                        "InvalidS3Configuration",
                        "Unable to use AWS KMS key: key. Messages are not encrypted here: leave KmsKeyArn out."),
                row(RULE + BOUNCE + ACTION + "BounceAction.Sender=x", 400, "RuleSetDoesNotExist", noSet()));
    }

    private static String noSet() {
        return "Rule set does not exist: none";
    }

    private static Stream<Refusal> filters() {
        String allow = "&Filter.IpFilter.Policy=Allow&Filter.IpFilter.Cidr=";
        return Stream.of(
                row(FILTER, 400, "ValidationError", oneNull("filter")),
                row(FILTER + "&Filter.Name=f", 400, "ValidationError", oneNull("filter.ipFilter")),
                row(
                        FILTER + "&Filter.Name=f&Filter.IpFilter.Cidr=::",
                        400,
                        "ValidationError",
                        oneNull("filter.ipFilter.policy")),
                row(
                        FILTER + "&Filter.Name=f&Filter.IpFilter.Policy=Block",
                        400,
                        "ValidationError",
                        oneNull("filter.ipFilter.cidr")),
                invalid(FILTER + "&Filter.Name=" + allow + "::", "filterName must not be empty"),
                invalid(FILTER + "&Filter.Name=bad%20name" + allow + "::", "Not a valid filterName: bad name"),
                invalid(FILTER + "&Filter.Name=-f" + allow + "::", "Not a valid filterName: -f"),
                invalid(FILTER + "&Filter.Name=f" + allow + "10.0.0.0%2F33", "Invalid CIDR block: 10.0.0.0/33"),
                invalid(FILTER + "&Filter.Name=f" + allow, "Invalid CIDR block: "));
    }

    private static Stream<Refusal> others() {
        return Stream.of(
                row("Action=DescribeReceiptRuleSet&RuleSetName=none", 400, "RuleSetDoesNotExist", noSet()),
                row("Action=SetActiveReceiptRuleSet&RuleSetName=none", 400, "RuleSetDoesNotExist", noSet()),
                row(RULE, 400, "RuleSetDoesNotExist", noSet()),
                row("Action=UpdateReceiptRule&RuleSetName=none&Rule.Name=r", 400, "RuleSetDoesNotExist", noSet()),
                row("Action=DescribeReceiptRule&RuleSetName=none&RuleName=r", 400, "RuleSetDoesNotExist", noSet()),
                row("Action=DeleteReceiptRule&RuleSetName=none&RuleName=r", 400, "RuleSetDoesNotExist", noSet()),
                row("Action=SetReceiptRulePosition&RuleSetName=none&RuleName=r", 400, "RuleSetDoesNotExist", noSet()),
                row(
                        "Action=ReorderReceiptRuleSet&RuleSetName=none&RuleNames.member.1=r&RuleNames.member.2=r",
                        400,
                        "RuleSetDoesNotExist",
                        noSet()),
                row(
                        "Action=CloneReceiptRuleSet&RuleSetName=new&OriginalRuleSetName=none",
                        400,
                        "RuleSetDoesNotExist",
                        noSet()),
                invalid("Action=ListReceiptRuleSets&NextToken=invalid", "Invalid token: invalid"),
                row(
                        RULE + "&Rule.Enabled=maybe",
                        400,
                        "MalformedInput",
                        "The value at 'rule.enabled' is not a valid boolean."),
                // More than a rule may have, of a set that is not there: the set is missed first.
                row(
                        RULE
                                + IntStream.rangeClosed(1, 300)
                                        .mapToObj(i -> "&Rule.Recipients.member." + i + "=x")
                                        .reduce("", String::concat),
                        400,
                        "RuleSetDoesNotExist",
                        noSet()));
    }
}
