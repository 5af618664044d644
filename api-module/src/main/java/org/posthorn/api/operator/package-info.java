/// What operators and test suites read and do over HTTP, beside the SES API.
package org.posthorn.api.operator;
