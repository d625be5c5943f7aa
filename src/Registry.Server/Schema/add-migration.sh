#!/bin/sh
# Adds one migration to each engine: add-migration.sh <room> <Name>, for example: add-migration.sh Store AddReceipts
# The room is Store or Analytics; its contexts are Sqlite<Room>Context and so on. Run `dotnet tool restore` once before.
set -eu
room=$1
name=$2
project=$(cd "$(dirname "$0")/.." && pwd)
for engine in Sqlite PostgreSql SqlServer; do
  dotnet ef migrations add "$name" --project "$project" --startup-project "$project" \
    --context "$engine${room}Context" --output-dir "Schema/$engine/$room"
done
