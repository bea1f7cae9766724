using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class HostSettingsTests
{
    private const string Example = """
        data: work
        connections:
          shop: { engine: sqlite, connectionString: "Data Source=${data}/shop.db;Password=${env.SHOP_PASSWORD}" }
          erp: { engine: sqlite, connectionString: "Data Source=erp.db" }
        listen: http://0.0.0.0:8080
        sandbox: { processes: 2 }
        rebound: { first: 5s, limit: 3 }
        run:
          expect:
            errors:
              - { flow: prices, step: check-product, code: rebound.limit, count: 1 }
              - { flow: orders, message: relation }
        """;

    private static readonly string Folder = Path.GetFullPath("/flows");

    [Fact]
    public void Settings_have_full_paths_and_no_placeholders()
    {
        var settings = Accepted(Example);
        Assert.Equal(Folder, settings.Folder);
        Assert.Equal(Path.Combine(Folder, "work"), settings.Data);
        Assert.Equal(["shop", "erp"], settings.Connections.Keys);
        Assert.Equal("sqlite", settings.Connections["shop"].Engine);
        Assert.Equal($"Data Source={Path.Combine(Folder, "work")}/shop.db;Password=s3cret", settings.Connections["shop"].ConnectionString);
        Assert.Equal("http://0.0.0.0:8080", settings.Listen);
        Assert.Equal(new SandboxSettings(2, 1), settings.Sandbox);
    }

    [Fact]
    public void Each_number_of_a_quarantine_can_be_set_by_itself()
    {
        Assert.Equal(QuarantineRules.Default, Accepted(Example).Sandbox.Quarantine);
        Assert.Equal(new QuarantineRules(1, 0, 3, TimeSpan.FromHours(1)), Accepted("sandbox: { quarantine: { crashes: 0, limits: 3, within: 1h } }").Sandbox.Quarantine);
        Assert.Equal(QuarantineRules.Default with { HostLosses = 0 }, Accepted("sandbox: { quarantine: { hostLosses: 0 } }").Sandbox.Quarantine);
    }

    [Fact]
    public void A_flow_takes_from_the_host_what_it_does_not_say_of_its_rebounds()
    {
        var settings = Accepted(Example);
        Assert.Equal(new ReboundPolicy(TimeSpan.FromSeconds(5), 1.5, 3), settings.Rebound);

        var flow = Assert.IsType<FlowReadResult.Accepted>(FlowText.Read("""
            rebound: { factor: 2 }
            steps:
              start: { uses: manual, to: [one, two] }
              one: { uses: code, script: check-product.js }
              two: { uses: code, script: check-product.js, rebound: { limit: 7 } }
            """, settings)).Definition;
        Assert.Equal(new ReboundPolicy(TimeSpan.FromSeconds(5), 2, 3), flow.FindStep("one")!.Rebound);
        Assert.Equal(new ReboundPolicy(TimeSpan.FromSeconds(5), 2, 7), flow.FindStep("two")!.Rebound);
    }

    [Fact]
    public void Expected_errors_are_read() => Assert.Equal(
        [new ExpectedError("prices", "check-product", "rebound.limit", Count: 1), new ExpectedError("orders", Message: "relation")],
        Accepted(Example).ExpectedErrors);

    [Fact]
    public void Packages_of_scripts_are_read_with_their_versions() => Assert.Equal(
        new Dictionary<string, string> { ["Humanizer.Core"] = "2.14.1", ["CsvHelper"] = "33.0" },
        Accepted("scripts: { packages: { Humanizer.Core: 2.14.1, CsvHelper: \"33.0\" } }").Scripts.Packages);

    [Fact]
    public void Settings_that_say_one_thing_have_the_defaults_of_the_rest()
    {
        var settings = Accepted("connections: {}");
        Assert.Equivalent(HostSettings.DefaultOf(Folder), settings);
        Assert.Equal(Path.Combine(Folder, ".codestep"), settings.Data);
    }

    [Fact]
    public void Scripts_are_confined_unless_the_settings_say_in_so_many_words_that_they_are_not()
    {
        Assert.Equal(ScriptConfinement.Required, Accepted("sandbox: { processes: 2 }").Sandbox.Confinement);
        Assert.Equal(ScriptConfinement.Required, Accepted("sandbox: { confinement: required }").Sandbox.Confinement);
        Assert.Equal(ScriptConfinement.OffITrustEveryScript, Accepted("sandbox: { confinement: off-i-trust-every-script }").Sandbox.Confinement);
    }

    [Fact]
    public void A_printed_connection_shows_no_password() =>
        Assert.DoesNotContain("s3cret", Accepted(Example).Connections["shop"].ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("conections: {}", "codestep.yaml:1:1: error flow.unknown-key: unknown key `conections`; did you mean `connections`?")]
    [InlineData("connections: { shop: { engine: sqllite, connectionString: x } }", "codestep.yaml:1:32: error flow.value: `engine` must be one of `sqlite`, `postgresql`, `postgres`, `mysql`, `mariadb`, `sqlserver`, `mssql`, found `sqllite`; did you mean `sqlite`?")]
    [InlineData("connections: { shop: { engine: sqlite } }", "codestep.yaml:1:16: error flow.missing-key: the key `connectionString` is missing in `shop`")]
    [InlineData("connections: { shop: { engine: sqlite, connectionString: \"${dta}/x\" } }", "codestep.yaml:1:58: error settings.placeholder: the placeholder `${dta}` is not known; there are `${data}` and `${env.NAME}`; did you mean `${data}`?")]
    [InlineData("connections: { shop: { engine: sqlite, connectionString: \"${env.NOWHERE}\" } }", "codestep.yaml:1:58: error settings.placeholder: the environment variable `NOWHERE` is not set")]
    [InlineData("connections: { shop: { engine: sqlite, connectionString: x, schema: no.sql } }", "codestep.yaml:1:69: error settings.file: there is no file `no.sql` beside the settings")]
    [InlineData("sandbox: { confinement: off }", "codestep.yaml:1:25: error flow.value: `confinement` must be one of `required`, `off-i-trust-every-script`, found `off`")]
    [InlineData("sandbox: { quarantine: { within: 0s } }", "codestep.yaml:1:34: error flow.value: `within` must be more than zero")]
    [InlineData("sandbox: { quarantine: { crashs: 3 } }", "codestep.yaml:1:26: error flow.unknown-key: unknown key `crashs`; did you mean `crashes`?")]
    [InlineData("rebound: { first: 0s }", "codestep.yaml:1:19: error flow.value: `first` must be more than zero")]
    [InlineData("rebound: { factr: 2 }", "codestep.yaml:1:12: error flow.unknown-key: unknown key `factr`; did you mean `factor`?")]
    [InlineData("listen: localhost:7070", "codestep.yaml:1:9: error flow.value: `listen` must be an address such as `http://127.0.0.1:7070`, found `localhost:7070`")]
    [InlineData("sandbox: { processes: 0 }", "codestep.yaml:1:23: error flow.value: `processes` must be a whole number from 1 to 256, found the number `0`")]
    [InlineData("scripts: { packages: { Humanizer.Core: \"2.*\" } }", "codestep.yaml:1:40: error flow.value: `Humanizer.Core` must be an exact version such as `\"2.14.1\"`, found `2.*`")]
    [InlineData("scripts: { packages: { Humanizer.Core: 2.1 } }", "codestep.yaml:1:40: error flow.type: `Humanizer.Core` must be an exact version such as `\"2.14.1\"`, found the number `2.1`")]
    [InlineData("run: { expect: { errors: [{ step: a }] } }", "codestep.yaml:1:27: error flow.missing-key: the key `flow` is missing in an entry of `errors`")]
    [InlineData("run: { expect: { errors: [a] } }", "codestep.yaml:1:27: error flow.type: an entry of `errors` must be an expected error: a mapping with the keys `flow`, `step`, `code`, `message` and `count`, found `a`")]
    [InlineData("", "codestep.yaml:1:1: error yaml.empty: the file is empty")]
    public void Wrong_settings_are_explained(string yaml, string expected) =>
        Assert.Equal(expected, string.Join('\n', HostSettingsReader.Read(yaml, Folder, _ => null).Problems));

    [Fact]
    public void A_step_names_a_connection_of_the_settings()
    {
        var settings = Accepted(Example);
        Assert.Equal("", FlowText.Problems(FlowText.WithStep("uses: database.select\nconfig: { connection: shop, sql: select 1 }"), settings));
        Assert.Equal(
            "flow.yaml:7:27: error flow.unknown-connection: `codestep.yaml` has no connection `shp`; did you mean `shop`?",
            FlowText.Problems(FlowText.WithStep("uses: database.select\nconfig: { connection: shp, sql: select 1 }"), settings));
    }

    private static HostSettings Accepted(string yaml) => Assert.IsType<HostSettingsReadResult.Accepted>(
        HostSettingsReader.Read(yaml, Folder, name => name == "SHOP_PASSWORD" ? "s3cret" : null)).Settings;
}
