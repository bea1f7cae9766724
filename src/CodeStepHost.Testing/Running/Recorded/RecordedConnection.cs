using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace CodeStepHost.Testing.Running;

/// <summary>A connection to nothing: its commands give recorded results.</summary>
internal sealed class RecordedConnection(RecordedEngine engine) : DbConnection
{
    private ConnectionState _state;

    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "";

    public override string DataSource => "";

    public override string ServerVersion => "";

    public override ConnectionState State => _state;

    public override void Open() => _state = ConnectionState.Open;

    public override void Close() => _state = ConnectionState.Closed;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new Transaction(this);

    protected override DbCommand CreateDbCommand() => new RecordedCommand(engine) { Connection = this };

    private sealed class Transaction(RecordedConnection connection) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.Unspecified;

        protected override DbConnection DbConnection => connection;

        public override void Commit()
        {
            // Nothing was changed.
        }

        public override void Rollback()
        {
            // Nothing was changed.
        }
    }
}
