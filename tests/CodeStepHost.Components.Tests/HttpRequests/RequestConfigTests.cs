using static CodeStepHost.Components.Tests.HttpRequests.RequestStage;

namespace CodeStepHost.Components.Tests.HttpRequests;

public sealed class RequestConfigTests
{
    [Fact]
    public async Task What_is_wrong_with_a_config_is_told_at_its_place()
    {
        string[] configs =
        [
            "method: GET",
            "url: ftp://x/",
            "url: /relative",
            "url: http://user:pass@api.example.com/",
            "url: https://api.example.com/${body.sku",
            "url: https://api.example.com/${}",
            "url: https://api.example.com/\nmethod: FETCH",
            "url: https://api.example.com/\nheaders: { Host: other.example.com, \"bad name\": x }",
            "url: https://api.example.com/\nheaders: { Authorization: x }\nauth: { token: \"${env.T}\" }",
            "url: https://api.example.com/\nauth: { token: plain-text-secret }",
            "url: https://api.example.com/\nauth: { user: a }",
            "url: https://api.example.com/\nauth: { user: a, password: \"${env.T}\", token: \"${env.T}\" }",
            "url: https://api.example.com/\nauth: { tokenUrl: \"https://id.example.com/\", clientId: a, clientSecret: \"${env.T}\", scope: x }\nonError: retry",
            "url: https://api.example.com/\npages: { limit: 0 }\nemit: response",
            "url: https://api.example.com/\nitems: response.body",
            "url: https://api.example.com/\nretry: { limit: 100, first: 0s }\ntimeout: soon",
            "url: https://api.example.com/\nurll: x",
        ];
        await Verify(string.Join("\n\n", configs.Select(config => config + "\n--\n" + string.Join('\n', Problems(config)))));
    }
}
