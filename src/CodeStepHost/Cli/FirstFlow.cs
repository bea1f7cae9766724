using CodeStepHost.Desk;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Cli;

/// <summary>The files of <c>codestep init</c>.</summary>
internal static class FirstFlow
{
    private const string Definition = """
        # yaml-language-server: $schema=./flow.schema.json
        name: $NAME
        description: Greets everybody in data/people.json.

        steps:
          people:
            uses: manual
            config:
              files: [data/people.json]
            to: greet

          greet:
            uses: code
            script: $SCRIPT
            config:
              greeting: Hello
            to: log

          log:
            uses: code
            script: log.js

        """;

    private const string JavaScript = """
        // Runs once for each message. What it emits goes to the following steps.
        /** @type {Step} */
        async function run(msg, cfg, snapshot) {
          const person = msg.body;
          if (!person.name) {
            // Fails this message and no other: see codestep errors list.
            throw new Error('a person needs a name');
          }

          await this.emit('data', { body: { text: `${cfg.greeting}, ${person.name}!` } });
        }

        """;

    private const string CSharp = $$"""
        #:package {{AuthoringPackage.Name}}@*
        #:property PublishAot=false
        // The lines above are for editors, and for dotnet build greet.cs; the host passes over them.

        // Runs once for each message. What it returns goes to the following steps.
        object Run(Message msg, Config cfg)
        {
            var person = msg.BodyAs<Person>();

            // Fails this message and no other: see codestep errors list.
            if (string.IsNullOrEmpty(person?.Name))
                throw new ArgumentException("a person needs a name");

            return new { text = $"{cfg.GetString("greeting")}, {person.Name}!" };
        }

        record Person(string? Name);

        """;

    private const string Log = """
        // What a step logs is kept: see codestep logs.
        /** @type {Step} */
        function run(msg) {
          this.logger.info(msg.body.text);
        }

        """;

    private const string People = """
        [
          { "name": "Ada" },
          { "name": "Grace" }
        ]

        """;

    /// <summary>A case of <c>codestep test</c>: what goes in.</summary>
    private const string CaseInput = """
        {
          "$schema": "../../../case.schema.json",
          "description": "A person with a name is greeted.",
          "message": { "body": { "name": "Ada" } }
        }

        """;

    /// <summary>What comes out, as a person has accepted it.</summary>
    private const string CaseOutcome = """
        {
          "end": "acknowledged",
          "emitted": [
            {
              "body": {
                "text": "Hello, Ada!"
              }
            }
          ]
        }

        """;

    /// <summary>What a repository should not hold.</summary>
    public const string GitIgnore = """
        .codestep/
        *.received.json

        """;

    /// <summary>Texts by file name.</summary>
    /// <param name="folder">The folder's name, which the flow is called by as far as a flow can be.</param>
    public static IReadOnlyDictionary<string, string> Files(string folder, bool csharp)
    {
        var script = csharp ? "greet.cs" : "greet.js";
        return new Dictionary<string, string>
        {
            [FlowPackage.DefinitionFile] = Definition.Replace("$NAME", Name(folder)).Replace("$SCRIPT", script),
            [FlowSchema.FileName] = FlowSchema.Text,
            [CaseSchema.FileName] = CaseSchema.Text,
            [script] = csharp ? CSharp : JavaScript,
            ["log.js"] = Log,
            ["data/people.json"] = People,
            ["tests/greet/ada/input.json"] = CaseInput,
            ["tests/greet/ada/ada.verified.json"] = CaseOutcome,
        };
    }

    private static string Name(string folder)
    {
        var name = new string([.. folder.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-').Take(64)]).Trim('-', '_');
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "greetings";
    }
}
