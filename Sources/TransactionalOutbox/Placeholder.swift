// TransactionalOutbox
