//usr/bin/env -S GO111MODULE=off GOPATH=/usr/share/gocode go run "$0" "$@"; exit "$?"

// Tries version 2 of the API of a running `posthorn serve --dev` with the AWS SDK for Go v2, and checks each answer. As it
// stands it runs with the SDK of Debian (golang-github-aws-aws-sdk-go-v2-dev); elsewhere: go run in a module that has
// github.com/aws/aws-sdk-go-v2/service/sesv2.
//
//	docs/clients/try-go.go [URL]      URL of the API, http://127.0.0.1:8465 without it
//
// Ends with 0 when all was as it should be, with 1 at the first answer that was not.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"
)

var url = "http://127.0.0.1:8465"

const sender = "go@example.com"

const raw = "From: go@example.com\r\nTo: you@example.net\r\nSubject: with an attachment\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/csv\r\n" +
	"Content-Disposition: attachment; filename=list.csv\r\nContent-Transfer-Encoding: base64\r\n\r\nYSxiCjEsMgo=\r\n--b--\r\n"

func check(what string, condition bool, found any) {
	if !condition {
		fmt.Printf("FAILED: %s: %v\n", what, found)
		os.Exit(1)
	}
	fmt.Println("ok: " + what)
}

// What the server kept of a message, once it has it.
func captured(id string) string {
	for tries := 0; tries < 300; tries++ {
		answer, err := http.Get(url + "/_aws/ses?id=" + id)
		check("captured mail is told", err == nil, err)
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if strings.Contains(string(text), id) {
			return string(text)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return "nothing within 30 s"
}

func code(err error) string {
	var refused smithy.APIError
	if errors.As(err, &refused) {
		return refused.ErrorCode()
	}
	return fmt.Sprint(err)
}

func main() {
	if len(os.Args) > 1 {
		url = os.Args[1]
	}
	ctx := context.Background()
	ses := sesv2.New(sesv2.Options{
		Region:           "us-east-1",
		Credentials:      credentials.NewStaticCredentialsProvider("test", "test", ""),
		EndpointResolver: sesv2.EndpointResolverFromURL(url),
		RetryMaxAttempts: 1,
	})
	to := &types.Destination{ToAddresses: []string{"you@example.net"}}

	_, err := ses.CreateEmailIdentity(ctx, &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(sender)})
	check("an identity is made", err == nil || code(err) == "AlreadyExistsException", err)

	sent, err := ses.SendEmail(ctx, &sesv2.SendEmailInput{
		Content: &types.EmailContent{Raw: &types.RawMessage{Data: []byte(raw)}},
	})
	check("raw mail is taken", err == nil, err)
	check("an attachment passes through", strings.Contains(captured(*sent.MessageId), "YSxiCjEsMgo="), *sent.MessageId)

	_, _ = ses.DeleteEmailTemplate(ctx, &sesv2.DeleteEmailTemplateInput{TemplateName: aws.String("go")})
	_, err = ses.CreateEmailTemplate(ctx, &sesv2.CreateEmailTemplateInput{
		TemplateName:    aws.String("go"),
		TemplateContent: &types.EmailTemplateContent{Subject: aws.String("Hello {{name}}"), Text: aws.String("Dear {{name}}")},
	})
	check("a template is made", err == nil, err)
	sent, err = ses.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(sender),
		Destination:      to,
		Content: &types.EmailContent{Template: &types.Template{
			TemplateName: aws.String("go"), TemplateData: aws.String(`{"name":"Ann"}`)}},
	})
	check("a message of it is taken", err == nil, err)
	check("and filled in", strings.Contains(captured(*sent.MessageId), "Hello Ann"), *sent.MessageId)

	_, err = ses.GetSuppressedDestination(ctx, &sesv2.GetSuppressedDestinationInput{EmailAddress: aws.String("go+none@example.net")})
	var notFound *types.NotFoundException
	check("an error is a type of its own", errors.As(err, &notFound), err)
	check("and has its text", notFound.ErrorMessage() ==
		"Email address go+none@example.net does not exist on your suppression list.", notFound.ErrorMessage())

	_, err = ses.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("stranger@other.example"),
		Destination:      to,
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("s")}, Body: &types.Body{Text: &types.Content{Data: aws.String("t")}}}},
	})
	var rejected *types.MessageRejected
	check("a stranger's mail is rejected", errors.As(err, &rejected), err)
	fmt.Println("all as it should be")
}
