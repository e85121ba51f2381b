// Tell the app which name the browser asked for. CloudFront sends the API its own name as Host, and whatever the
// browser said in X-Forwarded-Host is replaced here.
function handler(event) {
  var request = event.request;
  request.headers["x-forwarded-host"] = { value: request.headers.host.value };
  return request;
}
