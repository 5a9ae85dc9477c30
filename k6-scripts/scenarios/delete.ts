import { deleteOwn, insertOwn } from '../lib/own-row-operations';
import { evenly, type Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description:
    'delete of one row by its key, in turn with the insert of one, so that the size stays',
  order: 'in-turn',
  mix: () => evenly([insertOwn, deleteOwn], 100),
};

export default scenario;
