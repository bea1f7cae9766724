using CodeStepHost.Components.Tests.Database.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(MariaServer))]
