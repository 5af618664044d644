package org.posthorn.api.v1.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.api.codec.XmlEncoder;

/// Rules with every kind of action on the wire, over an engine where there is whatever they name.
class ReceiptActionsTest {
    private static final String TOPIC = "arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3Atold";

    private static final String RULE =
            "Action=CreateReceiptRule&RuleSetName=inbound&Rule.Name=all&Rule.Enabled=true&Rule.ScanEnabled=true"
                    + "&Rule.TlsPolicy=Require&Rule.Recipients.member.1=user%40Example.com&Rule.Recipients.member.2=.example.com"
                    + "&Rule.Actions.member.1.S3Action.BucketName=mail"
                    + "&Rule.Actions.member.1.S3Action.ObjectKeyPrefix=in%2F"
                    + "&Rule.Actions.member.1.S3Action.IamRoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fs3"
                    + "&Rule.Actions.member.1.S3Action.TopicArn=" + TOPIC
                    + "&Rule.Actions.member.2.LambdaAction.FunctionArn="
                    + "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Asort%3Alive"
                    + "&Rule.Actions.member.2.LambdaAction.InvocationType=RequestResponse"
                    + "&Rule.Actions.member.3.LambdaAction.FunctionArn="
                    + "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Asort"
                    + "&Rule.Actions.member.3.LambdaAction.TopicArn=" + TOPIC
                    + "&Rule.Actions.member.4.SNSAction.TopicArn=" + TOPIC
                    + "&Rule.Actions.member.5.SNSAction.TopicArn=" + TOPIC
                    + "&Rule.Actions.member.5.SNSAction.Encoding=Base64"
                    + "&Rule.Actions.member.6.AddHeaderAction.HeaderName=X-Way"
                    + "&Rule.Actions.member.6.AddHeaderAction.HeaderValue="
                    + "&Rule.Actions.member.7.BounceAction.SmtpReplyCode=550"
                    + "&Rule.Actions.member.7.BounceAction.StatusCode=5.1.1"
                    + "&Rule.Actions.member.7.BounceAction.Message=No+such+mailbox"
                    + "&Rule.Actions.member.7.BounceAction.Sender=mailer%40example.com"
                    + "&Rule.Actions.member.10.StopAction.Scope=RuleSet"
                    + "&Rule.Actions.member.10.StopAction.TopicArn=" + TOPIC;

    private static final String TOLD = """
                        <DescribeReceiptRuleResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                          <DescribeReceiptRuleResult>
                            <Rule>
                              <Name>all</Name>
                              <Enabled>true</Enabled>
                              <TlsPolicy>Require</TlsPolicy>
                              <Recipients>
                                <member>user@Example.com</member>
                                <member>.example.com</member>
                              </Recipients>
                              <Actions>
                                <member>
                                  <S3Action>
                                    <TopicArn>arn:aws:sns:us-east-1:123456789012:told</TopicArn>
                                    <BucketName>mail</BucketName>
                                    <ObjectKeyPrefix>in/</ObjectKeyPrefix>
                                    <IamRoleArn>arn:aws:iam::123456789012:role/s3</IamRoleArn>
                                  </S3Action>
                                </member>
                                <member>
                                  <LambdaAction>
                                    <FunctionArn>arn:aws:lambda:us-east-1:123456789012:function:sort:live</FunctionArn>
                                    <InvocationType>RequestResponse</InvocationType>
                                  </LambdaAction>
                                </member>
                                <member>
                                  <LambdaAction>
                                    <TopicArn>arn:aws:sns:us-east-1:123456789012:told</TopicArn>
                                    <FunctionArn>arn:aws:lambda:us-east-1:123456789012:function:sort</FunctionArn>
                                    <InvocationType>Event</InvocationType>
                                  </LambdaAction>
                                </member>
                                <member>
                                  <SNSAction>
                                    <TopicArn>arn:aws:sns:us-east-1:123456789012:told</TopicArn>
                                    <Encoding>UTF-8</Encoding>
                                  </SNSAction>
                                </member>
                                <member>
                                  <SNSAction>
                                    <TopicArn>arn:aws:sns:us-east-1:123456789012:told</TopicArn>
                                    <Encoding>Base64</Encoding>
                                  </SNSAction>
                                </member>
                                <member>
                                  <AddHeaderAction>
                                    <HeaderName>X-Way</HeaderName>
                                    <HeaderValue></HeaderValue>
                                  </AddHeaderAction>
                                </member>
                                <member>
                                  <BounceAction>
                                    <SmtpReplyCode>550</SmtpReplyCode>
                                    <StatusCode>5.1.1</StatusCode>
                                    <Message>No such mailbox</Message>
                                    <Sender>mailer@example.com</Sender>
                                  </BounceAction>
                                </member>
                                <member>
                                  <StopAction>
                                    <Scope>RuleSet</Scope>
                                    <TopicArn>arn:aws:sns:us-east-1:123456789012:told</TopicArn>
                                  </StopAction>
                                </member>
                              </Actions>
                              <ScanEnabled>true</ScanEnabled>
                            </Rule>
                          </DescribeReceiptRuleResult>
                          <ResponseMetadata>
                            <RequestId>id</RequestId>
                          </ResponseMetadata>
                        </DescribeReceiptRuleResponse>
                        """;

    private final TestEngine engine = new TestEngine();

    private String perform(String form) {
        String action = form.substring("Action=".length(), form.indexOf('&') < 0 ? form.length() : form.indexOf('&'));
        return XmlEncoder.encode(action, Optional.of(engine.perform(form, TestEngine.CALLER)), "id");
    }

    @Test
    void everyKindOfActionIsToldAsItWasMade() {
        perform("Action=CreateReceiptRuleSet&RuleSetName=inbound");
        perform(RULE);
        assertThat(perform("Action=DescribeReceiptRule&RuleSetName=inbound&RuleName=all"))
                .isEqualToIgnoringWhitespace(TOLD);
    }

    @Test
    void aSetIsToldWithItsDateAndAnEmptyListOfRules() {
        perform("Action=CreateReceiptRuleSet&RuleSetName=inbound");
        String created =
                "<CreatedTimestamp>" + engine.clock().instant().toString().substring(0, 19);
        assertThat(perform("Action=DescribeReceiptRuleSet&RuleSetName=inbound"))
                .contains("<Name>inbound</Name>", created, "<Rules/>");
        assertThat(perform("Action=ListReceiptRuleSets")).contains("<Name>inbound</Name>", created);
    }

    @Test
    void whereNoSetIsActiveNothingIsTold() {
        perform("Action=CreateReceiptRuleSet&RuleSetName=inbound");
        assertThat(perform("Action=DescribeActiveReceiptRuleSet"))
                .contains("<DescribeActiveReceiptRuleSetResult>\n  </DescribeActiveReceiptRuleSetResult>");
        perform("Action=SetActiveReceiptRuleSet&RuleSetName=inbound");
        assertThat(perform("Action=DescribeActiveReceiptRuleSet")).contains("<Name>inbound</Name>", "<Rules/>");
    }
}
