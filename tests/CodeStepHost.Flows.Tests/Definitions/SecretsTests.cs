using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Redacting;

namespace CodeStepHost.Flows.Tests.Definitions;

/// <summary><c>secrets</c> of <c>codestep.yaml</c>, and <c>${secret.NAME}</c> in flows.</summary>
public sealed class SecretsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_secret_has_the_value_of_the_variable_of_its_name_of_another_one_or_of_a_file()
    {
        File.WriteAllText(Path.Combine(_folder, "mounted"), "\uFEFFfrom a file\n");
        var settings = Accepted("""
            secrets:
              SHOP_TOKEN: { hosts: api.shop.example }
              erp: { env: ERP_PASSWORD, hosts: [erp.example, "*.erp.example:8443", "[::1]:80", bücher.example] }
              MOUNTED: { file: mounted, hosts: [a.example] }
              MOUNTED_TOO: { file: "${env.PLACE}/mounted", hosts: [a.example] }
            """);

        Assert.Equal(["value of SHOP_TOKEN", "value of ERP_PASSWORD", "from a file", "from a file"], settings.Secrets.Values.Select(secret => secret.Value));
        Assert.Equal(["erp.example", "*.erp.example:8443", "[::1]:80", "bücher.example"], settings.Secrets["erp"].Hosts);
        Assert.DoesNotContain("value of", settings.Secrets["SHOP_TOKEN"].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secrets: { A: {} }", "codestep.yaml:1:12: error flow.missing-key: the key `hosts` is missing in `A`")]
    [InlineData("secrets: { A: { hosts: [] } }", "codestep.yaml:1:24: error flow.value: `hosts` must be a host such as `api.example.com`, without a scheme or path, or a list of them, found an empty list")]
    [InlineData("secrets: { A: { hosts: ['*'] } }", "codestep.yaml:1:25: error flow.value: an entry of `hosts` must be a host such as `api.example.com`, `*.example.com` or `127.0.0.1:8080`, without a scheme or path, found `*`")]
    [InlineData("secrets: { A: { hosts: https://a.example } }", "codestep.yaml:1:24: error flow.value: `hosts` must be a host such as `api.example.com`, without a scheme or path, or a list of them, found `https://a.example`")]
    [InlineData("secrets: { A: { hosts: [a..example] } }", "codestep.yaml:1:25: error flow.value: `hosts`: `a..example` is no host name")]
    [InlineData("secrets: { A: { hosts: ['127.1'] } }", "codestep.yaml:1:25: error flow.value: `hosts`: `127.1` is another spelling of 127.0.0.1; write it so")]
    [InlineData("secrets: { A: { hosts: ['a.example:0'] } }", "codestep.yaml:1:25: error flow.value: `hosts`: `a.example:0` has no port from 1 to 65535")]
    [InlineData("secrets: { 'A B': { hosts: [a.example] } }", "codestep.yaml:1:12: error flow.name: `A B` cannot be a name: a name has letters, digits, `-` and `_`, at most 64, and begins with a letter or digit")]
    [InlineData("secrets: { A: { host: a.example } }", "codestep.yaml:1:12: error flow.missing-key: the key `hosts` is missing in `A`\ncodestep.yaml:1:17: error flow.unknown-key: unknown key `host`; did you mean `hosts`?")]
    [InlineData("secrets: { A: { env: NOWHERE, hosts: [a.example] } }", "codestep.yaml:1:22: error settings.placeholder: the environment variable `NOWHERE` is not set")]
    [InlineData("secrets: { NOWHERE: { hosts: [a.example] } }", "codestep.yaml:1:12: error settings.placeholder: the environment variable `NOWHERE` is not set")]
    [InlineData("secrets: { EMPTY: { hosts: [a.example] } }", "codestep.yaml:1:12: error settings.placeholder: the environment variable `EMPTY` is empty")]
    [InlineData("secrets: { SHORT: { hosts: [a.example] } }", "codestep.yaml:1:12: error flow.value: the value of the secret `SHORT` has fewer than 4 characters, so it cannot be told from other text and kept out of it")]
    [InlineData("secrets: { A: { env: A, file: b, hosts: [a.example] } }", "codestep.yaml:1:25: error flow.config: `env` and `file` exclude each other")]
    [InlineData("secrets: { A: { file: absent, hosts: [a.example] } }", "codestep.yaml:1:23: error settings.file: the file `absent` does not exist")]
    public void Wrong_secrets_are_explained(string yaml, string expected) => Assert.Equal(expected, string.Join('\n', Read(yaml).Problems));

    [Fact]
    public void Where_nothing_is_sent_no_value_has_to_be_there()
    {
        var read = HostSettingsReader.Read("secrets: { NOWHERE: { hosts: [a.example] }, F: { file: absent, hosts: [a.example] } }", _folder, _ => "", withSecrets: false);
        Assert.All(Assert.IsType<HostSettingsReadResult.Accepted>(read).Settings.Secrets.Values, secret => Assert.Null(secret.Value));
    }

    [Theory]
    [InlineData("uses: code\nscript: check-product.js\nconfig: { a: [{ token: \"Bearer ${secret.SHOP_TOKEN}\" }] }", "")]
    [InlineData("uses: code\nscript: check-product.js\nconfig: { token: \"${secret.SHOP_TOKN}\" }", "flow.yaml:8:22: error flow.secret: `codestep.yaml` has no secret `SHOP_TOKN`; add it below `secrets`, with the hosts that get it; did you mean `SHOP_TOKEN`?")]
    [InlineData("uses: code\nscript: check-product.js\nconfig: { token: \"${secret.}\" }", "flow.yaml:8:22: error flow.secret: `${secret.}` names no secret: a name has letters, digits, `-` and `_`, and no spaces around it")]
    [InlineData("uses: code\nscript: check-product.js\nconfig: { token: \"${ secret.SHOP_TOKEN }\" }", "flow.yaml:8:22: error flow.secret: `${secret.SHOP_TOKEN }` names no secret: a name has letters, digits, `-` and `_`, and no spaces around it")]
    [InlineData("uses: code\nscript: check-product.js\negress: [erp.example]\nconfig: { token: \"${secret.SHOP_TOKEN}\" }", "flow.yaml:9:22: warning flow.secret: no host of the secret `SHOP_TOKEN` (`api.shop.example`, `*.shop.example:8443`) is in the `egress` of the step, so no request can take it along")]
    [InlineData("uses: code\nscript: check-product.js\negress: [\"*.example:8443\"]\nconfig: { token: \"${secret.SHOP_TOKEN}\" }", "")]
    [InlineData("uses: configuration\nconfig: { value: { token: \"${secret.SHOP_TOKEN}\" } }", "flow.yaml:7:31: error flow.secret: a secret is put into HTTP requests: `${secret.…}` can stand in the `config` of `code` and `http.request`, and in the flow's `variables`")]
    [InlineData("uses: http.request\nconfig: { url: \"https://API.shop.example./a?k=${secret.SHOP_TOKEN}\", auth: { token: \"${secret.SHOP_TOKEN}\" } }", "")]
    [InlineData("uses: http.request\nconfig: { url: \"https://evil.example/${body.a}\", auth: { token: \"${secret.SHOP_TOKEN}\" } }", "flow.yaml:7:69: error flow.secret: the secret `SHOP_TOKEN` is not for the host `evil.example` of this request; `secrets.SHOP_TOKEN.hosts` of `codestep.yaml` lists `api.shop.example`, `*.shop.example:8443`")]
    [InlineData("uses: http.request\nconfig: { url: \"https://a.shop.example/\", headers: { X: \"${secret.SHOP_TOKEN}\" } }", "flow.yaml:7:61: error flow.secret: the secret `SHOP_TOKEN` is not for the host `a.shop.example` of this request; `secrets.SHOP_TOKEN.hosts` of `codestep.yaml` lists `api.shop.example`, `*.shop.example:8443`")]
    [InlineData("uses: http.request\nconfig: { url: \"https://any.example/\", auth: { tokenUrl: \"https://api.shop.example/t\", clientId: a, clientSecret: \"${secret.SHOP_TOKEN}\" } }", "")]
    [InlineData("uses: http.request\nconfig: { url: \"${body.url}\", auth: { token: \"${secret.SHOP_TOKEN}\" } }", "")]
    public void A_flow_is_told_what_cannot_be(string step, string expected)
    {
        var settings = Accepted("secrets: { SHOP_TOKEN: { hosts: [api.shop.example, '*.shop.example:8443'] } }");
        Assert.Equal(expected, FlowText.Problems(FlowText.WithStep(step), settings));
    }

    [Fact]
    public void Variables_name_secrets_too() => Assert.Equal(
        "flow.yaml:1:19: error flow.secret: `codestep.yaml` has no secret `NO`; add it below `secrets`, with the hosts that get it",
        FlowText.Problems("variables: { key: \"${secret.NO}\" }\n" + FlowText.WithStep("uses: code\nscript: check-product.js"), Accepted("secrets: {}")));

    [Fact]
    public void Scripts_get_a_text_in_the_place_of_a_secret_the_same_one_each_time_and_another_one_with_another_key()
    {
        var flow = Assert.IsType<FlowReadResult.Accepted>(FlowText.Read("variables: { key: \"a ${secret.A}\" }\n" + FlowText.WithStep("uses: code\nscript: check-product.js\nconfig: { b: \"${secret.B}|${secret.A}\" }"))).Definition;
        var placeholders = new SecretPlaceholders([1, 2, 3]);
        var filled = HostVariables.Fill(flow, null, placeholders);

        Assert.Matches(@"\A\$secret_A_[a-z2-7]{26}\z", placeholders.Of("A"));
        Assert.Equal($"a {placeholders.Of("A")}", filled.Variables["key"]);
        Assert.Contains($$"""{"b":"{{placeholders.Of("B")}}|{{placeholders.Of("A")}}"}""", filled.Steps.Select(step => step.Config));
        Assert.Equal(placeholders.Of("A"), new SecretPlaceholders([1, 2, 3]).Of("A"));
        Assert.NotEqual(placeholders.Of("A"), new SecretPlaceholders([1, 2, 4]).Of("A"));
        Assert.Equal("a ${secret.A}, %24%7Bsecret.B%7D", SecretPlaceholders.Named($"a {placeholders.Of("A")}, {Uri.EscapeDataString(placeholders.Of("B"))}"));
        Assert.Equal("a ${secret.A}", HostVariables.Fill(flow, null).Variables["key"]);
    }

    private HostSettings Accepted(string yaml)
    {
        var read = Read(yaml);
        Assert.True(read is HostSettingsReadResult.Accepted, string.Join('\n', read.Problems));
        return ((HostSettingsReadResult.Accepted)read).Settings;
    }

    private HostSettingsReadResult Read(string yaml) => HostSettingsReader.Read(yaml, _folder, name => name switch
    {
        "NOWHERE" => null,
        "EMPTY" => "",
        "SHORT" => "abc",
        "PLACE" => _folder,
        _ => $"value of {name}",
    });
}
